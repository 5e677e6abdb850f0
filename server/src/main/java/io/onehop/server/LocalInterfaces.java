package io.onehop.server;

import io.onehop.cluster.ClusterView;
import io.onehop.wire.smb2.NetworkInterfaceInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's client addresses with the index and speed of their network interfaces, for
 * FSCTL_QUERY_NETWORK_INTERFACE_INFO. Never another node's: a session lives on one node. Any
 * thread.
 */
public final class LocalInterfaces implements Supplier<List<NetworkInterfaceInfo>> {
    private static final Logger LOG = LoggerFactory.getLogger(LocalInterfaces.class);

    /** Where an interface does not say its speed, as loopback and virtual ones. */
    private static final long UNKNOWN_SPEED_BITS = 1_000_000_000L;

    private static final long BITS_PER_MEGABIT = 1_000_000L;

    private final ClusterView cluster;

    public LocalInterfaces(ClusterView cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<NetworkInterfaceInfo> get() {
        List<NetworkInterfaceInfo> out = new ArrayList<>();
        for (String text : cluster.self().clientAddresses()) {
            InetAddress address = InetAddress.ofLiteral(text);
            try {
                NetworkInterface found = NetworkInterface.getByInetAddress(address);
                // 127.0.0.x belongs to the loopback interface without being listed there.
                int index = found == null ? 1 : found.getIndex();
                long speed = found == null ? UNKNOWN_SPEED_BITS : speed(found.getName());
                out.add(
                        new NetworkInterfaceInfo(
                                index, NetworkInterfaceInfo.RSS_CAPABLE, speed, address));
            } catch (SocketException e) {
                LOG.debug("{}: {}", text, e.getMessage());
            }
        }
        return out;
    }

    private static long speed(String name) {
        try {
            String text = Files.readString(Path.of("/sys/class/net", name, "speed")).strip();
            long megabits = Long.parseLong(text);
            return megabits > 0 ? megabits * BITS_PER_MEGABIT : UNKNOWN_SPEED_BITS;
        } catch (IOException | NumberFormatException e) {
            LOG.trace("{} does not say its speed: {}", name, e.getMessage());
            return UNKNOWN_SPEED_BITS;
        }
    }
}
