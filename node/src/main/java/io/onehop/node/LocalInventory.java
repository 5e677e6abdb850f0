package io.onehop.node;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.NodeState;
import io.onehop.node.admin.NodeInventory;
import io.onehop.rpc.witness.WitnessInterface;
import io.onehop.rpc.witness.WitnessRegistration;
import io.onehop.server.ServerCounters;
import io.onehop.server.SessionView;
import io.onehop.server.SmbServer;
import io.onehop.server.open.OpenView;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.relay.RelayedTraffic;
import io.onehop.server.relay.Router;
import io.onehop.server.volumes.VolumeHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this node alone knows, as its admin API tells it. Thread safe. */
final class LocalInventory implements NodeInventory {
    private static final int READ_DATA = 0x1;
    private static final int WRITE_DATA = 0x2;

    /** The parts that know. */
    record Parts(
            ClusterView cluster,
            SmbServer smb,
            VolumeHost volumes,
            Router router,
            WitnessInterface witness,
            TimeSource time) {}

    private final Parts parts;

    LocalInventory(Parts parts) {
        this.parts = parts;
    }

    private String id(long number) {
        return parts.cluster().nodeName() + "-" + Long.toHexString(number);
    }

    /** The number in an id of this node, or -1 when it is another node's. */
    private long number(String id) {
        String prefix = parts.cluster().nodeName() + "-";
        if (!id.regionMatches(true, 0, prefix, 0, prefix.length())) {
            return -1;
        }
        try {
            return Long.parseUnsignedLong(id.substring(prefix.length()), 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public List<SessionInfo> sessions() {
        List<SessionInfo> out = new ArrayList<>();
        for (SessionView session : parts.smb().sessions()) {
            out.add(
                    new SessionInfo(
                            id(session.sessionId()),
                            session.node(),
                            session.client(),
                            session.user(),
                            session.dialect().toString().replace("SMB_", "").replace('_', '.'),
                            !session.protection().equals("none"),
                            session.protection().startsWith("encrypted"),
                            session.channels().size(),
                            session.opens(),
                            session.since()));
        }
        return out;
    }

    @Override
    public List<OpenInfo> opens() {
        List<OpenInfo> out = new ArrayList<>();
        String self = parts.cluster().nodeName();
        for (ServedVolume volume : parts.volumes().all()) {
            for (OpenView open : volume.openList()) {
                String entry = open.who().node();
                out.add(
                        new OpenInfo(
                                id(open.fileId().persistentId()),
                                self,
                                open.share(),
                                open.path(),
                                open.who().address(),
                                open.who().user(),
                                access(open.grantedAccess()),
                                open.locks(),
                                open.connected(),
                                Names.same(entry, self) ? null : entry,
                                open.since()));
            }
        }
        return out;
    }

    private static String access(int granted) {
        boolean read = (granted & READ_DATA) != 0;
        boolean write = (granted & WRITE_DATA) != 0;
        if (read && write) {
            return "read+write";
        }
        return read ? "read" : write ? "write" : "attributes";
    }

    @Override
    public List<WitnessInfo> registrations() {
        ClusterState state = parts.cluster().state();
        Instant now = parts.time().now();
        long nowNanos = parts.time().nanos();
        List<WitnessInfo> out = new ArrayList<>();
        for (WitnessRegistration r : parts.witness().registrations()) {
            String address = text(r.names().ipAddress());
            out.add(
                    new WitnessInfo(
                            r.id().toString(),
                            text(r.names().clientComputerName()),
                            parts.cluster().nodeName(),
                            nodeAt(state, address),
                            address,
                            r.names().shareName(),
                            r.version() >>> 16,
                            now.minusNanos(nowNanos - r.sinceNanos())));
        }
        return out;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String nodeAt(ClusterState state, String address) {
        return state.nodes().values().stream()
                .filter(n -> n.clientAddresses().contains(address))
                .map(NodeState::name)
                .findFirst()
                .orElse("");
    }

    @Override
    public List<RedirectInfo> redirects() {
        List<RedirectInfo> out = new ArrayList<>();
        for (RelayedTraffic t : parts.router().traffic()) {
            String reason = "volume " + t.volume() + " is owned by " + t.owner();
            out.add(
                    new RedirectInfo(
                            t.client(),
                            t.user(),
                            t.share(),
                            t.volume(),
                            parts.cluster().nodeName(),
                            t.owner(),
                            t.replyBytes(),
                            t.requestBytes(),
                            t.requests(),
                            t.since(),
                            reason));
        }
        return out;
    }

    @Override
    public List<Counter> counters() {
        ServerCounters c = parts.smb().counters();
        List<Counter> out = new ArrayList<>();
        out.add(new Counter("onehop_smb_requests_total", List.of(), c.requests.sum()));
        out.add(new Counter("onehop_smb_errors_total", List.of(), c.errors.sum()));
        out.add(new Counter("onehop_smb_received_bytes_total", List.of(), c.bytesIn.sum()));
        out.add(new Counter("onehop_smb_sent_bytes_total", List.of(), c.bytesOut.sum()));
        out.add(new Counter("onehop_smb_malformed_total", List.of(), c.malformed.sum()));
        out.add(new Counter("onehop_smb_logon_failures_total", List.of(), c.logonFailures.sum()));
        for (RelayedTraffic t : parts.router().traffic()) {
            List<Label> labels =
                    List.of(new Label("share", t.share()), new Label("client", t.client()));
            out.add(new Counter("onehop_redirected_read_bytes_total", labels, t.replyBytes()));
            out.add(new Counter("onehop_redirected_written_bytes_total", labels, t.requestBytes()));
        }
        return out;
    }

    @Override
    public boolean closeSession(String id) {
        return parts.smb().closeSession(number(id));
    }

    @Override
    public boolean closeOpen(String id) {
        long wanted = number(id);
        for (ServedVolume volume : parts.volumes().all()) {
            if (volume.closeOpen(wanted)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int witnessMove(String client, String targetNode, @Nullable String share) {
        int told = 0;
        for (WitnessRegistration r : parts.witness().registrations()) {
            boolean byClient =
                    client.equalsIgnoreCase(r.names().clientComputerName())
                            || client.equals(r.names().ipAddress());
            boolean byShare = share == null || share.equalsIgnoreCase(r.names().shareName());
            if (byClient && byShare) {
                told += Math.max(0, parts.witness().clientMove(r.id(), targetNode));
            }
        }
        return told;
    }
}
