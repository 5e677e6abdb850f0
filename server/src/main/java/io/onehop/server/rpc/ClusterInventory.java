package io.onehop.server.rpc;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.ShareState;
import io.onehop.cluster.state.VolumeState;
import io.onehop.rpc.srvsvc.ServerInventory;
import io.onehop.rpc.srvsvc.ShareType;
import io.onehop.server.SessionView;
import io.onehop.server.open.OpenView;
import io.onehop.server.open.ServedVolume;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the server service tells of this node and its cluster. Thread safe. */
final class ClusterInventory implements ServerInventory {
    /** As Windows Server 2012 R2, whose file server this one stands in for. */
    static final int VERSION_MAJOR = 6;

    static final int VERSION_MINOR = 3;
    private static final int TYPE_WORKSTATION = 0x1;
    private static final int TYPE_SERVER = 0x2;
    private static final int TYPE_NT_SERVER = 0x8000;
    private static final int READ_DATA = 0x1;
    private static final int WRITE_DATA = 0x2;
    private static final int PERMISSION_READ = 1;
    private static final int PERMISSION_WRITE = 2;

    private final ClusterView cluster;
    private final TimeSource time;
    private final long startedNanos;
    private final Supplier<List<SessionView>> sessions;
    private final Supplier<List<ServedVolume>> volumes;

    ClusterInventory(
            ClusterView cluster,
            TimeSource time,
            Supplier<List<SessionView>> sessions,
            Supplier<List<ServedVolume>> volumes) {
        this.cluster = cluster;
        this.time = time;
        this.startedNanos = time.nanos();
        this.sessions = sessions;
        this.volumes = volumes;
    }

    @Override
    public Server server() {
        return new Server(
                cluster.state().fileServerName(),
                "Onehop",
                VERSION_MAJOR,
                VERSION_MINOR,
                TYPE_WORKSTATION | TYPE_SERVER | TYPE_NT_SERVER);
    }

    @Override
    public List<Share> shares() {
        ClusterState state = cluster.state();
        List<Share> out = new ArrayList<>();
        for (ShareState share : state.shares().values()) {
            String root = state.volume(share.volume()).map(VolumeState::name).orElse("");
            String path = SharePaths.of(root, share.directory());
            int type =
                    share.kind() == ShareState.Kind.SCALE_OUT
                            ? ShareType.DISK | ShareType.CLUSTER_SOFS
                            : ShareType.DISK;
            out.add(
                    new Share(
                            share.name(),
                            type,
                            share.comment(),
                            ShareFlags.of(share),
                            new ShareDetail(
                                    path,
                                    -1,
                                    uses(share.name()),
                                    ShareSecurity.descriptor(state, share))));
        }
        out.add(
                new Share(
                        "IPC$",
                        ShareType.SPECIAL_IPC,
                        "Remote IPC",
                        0,
                        new ShareDetail("", -1, uses("IPC$"), null)));
        return out;
    }

    private int uses(String share) {
        return (int)
                sessions.get().stream()
                        .flatMap(s -> s.shares().stream())
                        .filter(share::equalsIgnoreCase)
                        .count();
    }

    @Override
    public List<Session> sessions() {
        return sessions.get().stream()
                .map(
                        s ->
                                new Session(
                                        s.sessionId(),
                                        host(s.client()),
                                        s.user(),
                                        s.opens(),
                                        new SessionTimes(seconds(s.since()), 0),
                                        new SessionKind(0, "", "")))
                .toList();
    }

    private static String withoutDomain(String user) {
        return user.substring(user.indexOf('\\') + 1);
    }

    /** An address without its port. */
    private static String host(String client) {
        int colon = client.lastIndexOf(':');
        String address = colon < 0 ? client : client.substring(0, colon);
        return address.startsWith("[") && address.endsWith("]")
                ? address.substring(1, address.length() - 1)
                : address;
    }

    @Override
    public List<OpenFile> files() {
        List<OpenFile> out = new ArrayList<>();
        for (ServedVolume volume : volumes.get()) {
            for (OpenView open : volume.openList()) {
                int permissions =
                        ((open.grantedAccess() & READ_DATA) != 0 ? PERMISSION_READ : 0)
                                | ((open.grantedAccess() & WRITE_DATA) != 0 ? PERMISSION_WRITE : 0);
                out.add(
                        new OpenFile(
                                (int) open.fileId().persistentId(),
                                permissions,
                                open.locks(),
                                SharePaths.of(volume.name(), open.path()),
                                withoutDomain(open.who().user())));
            }
        }
        return out;
    }

    @Override
    public List<Connection> connections(String qualifier) {
        boolean byClient = qualifier.startsWith("\\\\");
        List<Connection> out = new ArrayList<>();
        for (SessionView session : sessions.get()) {
            for (String share : session.shares()) {
                boolean wanted =
                        byClient
                                ? host(session.client()).equalsIgnoreCase(qualifier.substring(2))
                                : share.equalsIgnoreCase(qualifier);
                if (wanted) {
                    out.add(
                            new Connection(
                                    (int) session.sessionId(),
                                    session.opens(),
                                    seconds(session.since()),
                                    session.user(),
                                    byClient ? share : host(session.client())));
                }
            }
        }
        return out;
    }

    private int seconds(Instant since) {
        return (int) Math.max(0, Duration.between(since, time.now()).toSeconds());
    }

    @Override
    public List<String> addresses() {
        return cluster.self().clientAddresses();
    }

    @Override
    public List<String> disks() {
        return List.of("C:");
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public long uptimeMillis() {
        return (time.nanos() - startedNanos) / 1_000_000;
    }
}
