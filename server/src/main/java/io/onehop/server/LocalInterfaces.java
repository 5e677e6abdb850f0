package io.onehop.server;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.Constraint;
import io.onehop.server.HostInterfaces.Nic;
import io.onehop.wire.smb2.NetworkInterfaceInfo;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of this node that a client may use for channels, with their network interfaces, for
 * FSCTL_QUERY_NETWORK_INTERFACE_INFO: all client addresses that are up, unless a {@link Constraint}
 * of the cluster is about the client. Never another node's: a session lives on one node. Any
 * thread. [MS-SMB2] 3.3.5.15.11
 */
public final class LocalInterfaces implements Function<InetAddress, List<NetworkInterfaceInfo>> {
    private static final Logger LOG = LoggerFactory.getLogger(LocalInterfaces.class);

    /** The kernel may take a lock to answer: it is not asked for every client. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private record Place(InetAddress address, Nic nic) {}

    private record Looked(long atNanos, List<String> addresses, List<Place> places) {}

    private final ClusterView cluster;
    private final HostInterfaces host;
    private final TimeSource time;
    private volatile @Nullable Looked last;

    public LocalInterfaces(ClusterView cluster) {
        this(cluster, new HostInterfaces(HostInterfaces.SYSTEM), TimeSource.SYSTEM);
    }

    LocalInterfaces(ClusterView cluster, HostInterfaces host, TimeSource time) {
        this.cluster = cluster;
        this.host = host;
        this.time = time;
    }

    @Override
    public List<NetworkInterfaceInfo> apply(InetAddress client) {
        Optional<Constraint> constraint = cluster.state().constraintFor(client);
        return places().stream()
                .filter(
                        p ->
                                constraint.isEmpty()
                                        || constraint.get().allows(p.address, p.nic.name()))
                .map(
                        p ->
                                new NetworkInterfaceInfo(
                                        p.nic.index(),
                                        p.nic.spreads() ? NetworkInterfaceInfo.RSS_CAPABLE : 0,
                                        p.nic.speedBits(),
                                        p.address))
                .toList();
    }

    private List<Place> places() {
        List<String> addresses = cluster.self().clientAddresses();
        Looked known = last;
        if (known == null
                || time.nanos() - known.atNanos > FRESH_NANOS
                || !known.addresses.equals(addresses)) {
            known = new Looked(time.nanos(), addresses, look(addresses));
            last = known;
        }
        return known.places;
    }

    private List<Place> look(List<String> addresses) {
        List<Place> out = new ArrayList<>();
        for (String text : addresses) {
            InetAddress address = InetAddress.ofLiteral(text);
            try {
                host.of(address).ifPresent(nic -> out.add(new Place(address, nic)));
            } catch (SocketException e) {
                LOG.debug("{}: {}", text, e.getMessage());
            }
        }
        return out;
    }
}
