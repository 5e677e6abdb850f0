package io.onehop.client.connection;

import io.onehop.wire.smb2.NetworkInterfaceInfo;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of a server's addresses a session should use besides the one that it has, much as Windows
 * chooses them: of its interfaces those that spread what they receive over processors, if there are
 * any, and of these the fastest. One connection to each, or several where it spreads. [MS-SMB2]
 * 3.2.5.14.11. Pure.
 */
final class ChannelPlan {
    /** As Windows has it for an interface that spreads. */
    private static final int CHANNELS_AN_INTERFACE = 4;

    private ChannelPlan() {}

    /**
     * The addresses of further connections; one may come several times.
     *
     * @param connected what the session is connected to. Where the server does not know it, there
     *     is something between that its list knows nothing of, and it is left at that
     * @param most connections of the session in all
     */
    static List<InetAddress> further(
            List<NetworkInterfaceInfo> offered, InetAddress connected, int most) {
        if (offered.stream().noneMatch(i -> i.address().equals(connected))) {
            return List.of();
        }
        List<NetworkInterfaceInfo> usable =
                offered.stream()
                        .filter(i -> i.ifIndex() != 0 && !i.address().isLinkLocalAddress())
                        .toList();
        boolean spread = usable.stream().anyMatch(ChannelPlan::spreads);
        usable = usable.stream().filter(i -> spreads(i) == spread).toList();
        long fastest = usable.stream().mapToLong(NetworkInterfaceInfo::linkSpeed).max().orElse(0);
        List<InetAddress> all = new ArrayList<>();
        // The one that there is counts as its interface's first.
        List<InetAddress> each = eachInterface(usable, fastest, connected);
        for (int round = 0; round < (spread ? CHANNELS_AN_INTERFACE : 1); round++) {
            all.addAll(each);
        }
        all.remove(connected);
        return all.subList(0, Math.clamp(most - 1L, 0, all.size()));
    }

    private static boolean spreads(NetworkInterfaceInfo one) {
        return (one.capability() & NetworkInterfaceInfo.RSS_CAPABLE) != 0;
    }

    /** One address of each interface: the connected one, else one of its family. */
    private static List<InetAddress> eachInterface(
            List<NetworkInterfaceInfo> usable, long speed, InetAddress connected) {
        Map<Integer, InetAddress> chosen = new LinkedHashMap<>();
        usable.stream()
                .filter(i -> i.linkSpeed() == speed)
                .sorted(
                        Comparator.comparingInt(
                                i ->
                                        i.address().equals(connected)
                                                ? 0
                                                : i.address().getClass() == connected.getClass()
                                                        ? 1
                                                        : 2))
                .forEach(i -> chosen.putIfAbsent(i.ifIndex(), i.address()));
        return List.copyOf(chosen.values());
    }
}
