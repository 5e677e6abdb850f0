package io.onehop.rpc.witness;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of the cluster when it answers as a witness: a snapshot.
 *
 * @param names what clients may register for, compared without regard to case: the file server
 *     name, fully qualified and short
 */
public record WitnessTopology(List<String> names, List<Node> nodes, List<Share> shares) {
    public static final WitnessTopology EMPTY =
            new WitnessTopology(List.of(), List.of(), List.of());

    public WitnessTopology {
        names = List.copyOf(names);
        nodes = List.copyOf(nodes);
        shares = List.copyOf(shares);
    }

    /**
     * One node and the addresses that clients use.
     *
     * @param local whether this is the node that answers
     */
    public record Node(String name, List<InetAddress> addresses, boolean up, boolean local) {
        private static final int NETBIOS_CHARS = 15;

        public Node {
            addresses = List.copyOf(addresses);
        }

        /** InterfaceGroupName: the name in NetBIOS form. [MS-SWN] 3.1.1.2. */
        public String groupName() {
            int dot = name.indexOf('.');
            String label = dot < 0 ? name : name.substring(0, dot);
            return label.substring(0, Math.min(NETBIOS_CHARS, label.length()))
                    .toUpperCase(Locale.ROOT);
        }

        ResourceState state() {
            return up ? ResourceState.AVAILABLE : ResourceState.UNAVAILABLE;
        }
    }

    /**
     * One share.
     *
     * @param scaleOut served by all nodes: STYPE_CLUSTER_SOFS
     * @param asymmetric best used on its owner
     * @param ownerNode the name of the owning node, null while there is none
     */
    public record Share(
            String name, boolean scaleOut, boolean asymmetric, @Nullable String ownerNode) {}

    boolean hasName(String netName) {
        return names.stream().anyMatch(netName::equalsIgnoreCase);
    }

    boolean hasScaleOutShare() {
        return shares.stream().anyMatch(Share::scaleOut);
    }

    @Nullable Share share(String name) {
        for (Share share : shares) {
            if (share.name.equalsIgnoreCase(name)) {
                return share;
            }
        }
        return null;
    }

    /** A node by its name, its group name, or one of its addresses. */
    @Nullable Node node(String name) {
        for (Node node : nodes) {
            if (node.name.equalsIgnoreCase(name) || node.groupName().equalsIgnoreCase(name)) {
                return node;
            }
        }
        return nodeAt(name);
    }

    /** The node that has an address given as text. */
    @Nullable Node nodeAt(String address) {
        InetAddress parsed = WitnessAddress.parse(address);
        return parsed == null ? null : nodeAt(parsed);
    }

    @Nullable Node nodeAt(InetAddress address) {
        for (Node node : nodes) {
            if (node.addresses.contains(address)) {
                return node;
            }
        }
        return null;
    }

    /** Whether a client could register with another node now. */
    boolean hasWitness() {
        return nodes.stream().anyMatch(n -> n.up && !n.local && !n.addresses.isEmpty());
    }

    boolean hasInterfaces() {
        return nodes.stream().anyMatch(n -> !n.addresses.isEmpty());
    }

    /** Whether an address serves clients now. */
    boolean serves(InetAddress address) {
        Node node = nodeAt(address);
        return node != null && node.up;
    }

    /**
     * Where a client of a share should be instead, or null when it is right where it is or nothing
     * better is known.
     */
    @Nullable Node betterNode(String shareName, String clientsAddress) {
        Share share = share(shareName);
        if (share == null || !share.scaleOut || !share.asymmetric || share.ownerNode == null) {
            return null;
        }
        Node owner = node(share.ownerNode);
        InetAddress address = WitnessAddress.parse(clientsAddress);
        if (owner == null
                || !owner.up
                || owner.addresses.isEmpty()
                || address == null
                || owner.addresses.contains(address)) {
            return null;
        }
        return owner;
    }
}
