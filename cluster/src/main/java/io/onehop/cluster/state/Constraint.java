package io.onehop.cluster.state;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the channels of some clients are confined to: the list of interfaces that they are given has
 * only these.
 *
 * @param clients the {@link Network} of the clients
 * @param interfaces networks or addresses of nodes, or names of their interfaces
 */
public record Constraint(String clients, List<String> interfaces) {
    /** As Linux has them; one that begins with a digit would be taken for a wrong address. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][^\\s/:,]{0,14}");

    public Constraint {
        interfaces = List.copyOf(interfaces);
    }

    /**
     * The same, written in the one way that compares.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    Constraint canonical() {
        return new Constraint(
                Network.of(clients).toString(),
                interfaces.stream()
                        .map(i -> NAME.matcher(i).matches() ? i : Network.of(i).toString())
                        .distinct()
                        .toList());
    }

    Network clientNetwork() {
        return Network.of(clients);
    }

    /** Whether a node's address on an interface of this name is among those. */
    public boolean allows(InetAddress address, String name) {
        return interfaces.stream()
                .anyMatch(
                        i ->
                                NAME.matcher(i).matches()
                                        ? i.equals(name)
                                        : Network.of(i).contains(address));
    }
}
