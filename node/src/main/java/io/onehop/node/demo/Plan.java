package io.onehop.node.demo;

import io.onehop.cluster.state.Ports;
import io.onehop.node.cli.CliException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is shown: names, addresses, ports.
 *
 * @param places of the nodes, in the order of their names
 */
public record Plan(List<Place> places, Ports ports, String password) {
    public static final String CLUSTER = "SOFS1";
    public static final String USER = "demo";
    public static final int NODES = 3;
    private static final String LETTERS =
            "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int PASSWORD_CHARS = 16;
    private static final int MOST_BASE = 65_535 - 6;

    /** A node and its addresses for clients; the other nodes use the first. */
    public record Place(String name, List<String> addresses) {
        public Place {
            addresses = List.copyOf(addresses);
        }
    }

    public Plan {
        places = List.copyOf(places);
    }

    /**
     * @param addresses one group for each node; the addresses of a group are joined by plus signs
     * @param portBase null for the standard ports
     * @param password null to make one
     */
    static Plan of(List<String> addresses, @Nullable Integer portBase, @Nullable String password)
            throws CliException {
        if (addresses.size() != NODES) {
            throw new CliException(
                    "--addresses takes "
                            + NODES
                            + " groups, one for each node, such as"
                            + " 127.0.0.11+127.0.1.11,127.0.0.12+127.0.1.12,127.0.0.13+127.0.1.13");
        }
        if (portBase != null && (portBase < 1 || portBase > MOST_BASE)) {
            throw new CliException("--port-base is 1 to " + MOST_BASE + ", not " + portBase);
        }
        if (password != null && password.isEmpty()) {
            throw new CliException("--password must not be empty");
        }
        List<Place> places = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (String group : addresses) {
            List<String> own = List.of(group.split("\\+", -1));
            for (String each : own) {
                check(each);
                if (seen.contains(each)) {
                    throw new CliException(each + " is given twice in --addresses");
                }
                seen.add(each);
            }
            places.add(new Place("fs" + (places.size() + 1), own));
        }
        return new Plan(
                places,
                portBase == null ? Ports.DEFAULTS : Ports.fromBase(portBase),
                password == null ? newPassword() : password);
    }

    private static void check(String address) throws CliException {
        try {
            if (InetAddress.ofLiteral(address).isAnyLocalAddress()) {
                throw new CliException(address + " is no address that a client can connect to");
            }
        } catch (IllegalArgumentException e) {
            throw new CliException("'" + address + "' in --addresses is not an IP address");
        }
    }

    private static String newPassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < PASSWORD_CHARS; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** The volume with this number, from 1. */
    public static String volume(int number) {
        return "Volume" + number;
    }

    /** The share on that volume. */
    public static String share(int number) {
        return "CSV" + number + "-Share";
    }

    public List<InetAddress> addressesOf(String node) {
        return places.stream()
                .filter(p -> p.name().equalsIgnoreCase(node))
                .flatMap(p -> p.addresses().stream())
                .map(InetAddress::ofLiteral)
                .toList();
    }

    public List<InetAddress> allAddresses() {
        return places.stream()
                .flatMap(p -> p.addresses().stream())
                .map(InetAddress::ofLiteral)
                .toList();
    }

    /** The node with an address, or the address itself if none has it. */
    public String nodeAt(InetAddress address) {
        return places.stream()
                .filter(p -> addressesOf(p.name()).contains(address))
                .map(Place::name)
                .findFirst()
                .orElse(address.getHostAddress());
    }
}
