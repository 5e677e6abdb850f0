package io.onehop.cluster.state;

import java.util.List;

/**
 * A member of the cluster.
 *
 * @param number small and never reused; part of every id that must be unique in the cluster
 * @param clientAddresses IP addresses that clients may use, without ports
 * @param clusterAddress IP address for node-to-node traffic
 * @param incarnation grows each time the node comes up; what an older one says is refused
 * @param up whether the leader hears from it; only a node that is up owns anything
 * @param paused taken out of service by an operator: owns nothing and is not offered to clients
 */
public record NodeState(
        String name,
        int number,
        List<String> clientAddresses,
        String clusterAddress,
        Ports ports,
        long incarnation,
        boolean up,
        boolean paused) {
    public NodeState {
        clientAddresses = List.copyOf(clientAddresses);
    }

    /** Whether volumes may be given to it and clients sent to it. */
    public boolean inService() {
        return up && !paused;
    }

    NodeState withUp(boolean newUp, long newIncarnation) {
        return new NodeState(
                name,
                number,
                clientAddresses,
                clusterAddress,
                ports,
                newIncarnation,
                newUp,
                paused);
    }

    NodeState withPaused(boolean newPaused) {
        return new NodeState(
                name, number, clientAddresses, clusterAddress, ports, incarnation, up, newPaused);
    }

    NodeState withPlace(List<String> newClientAddresses, String newClusterAddress, Ports newPorts) {
        return new NodeState(
                name,
                number,
                newClientAddresses,
                newClusterAddress,
                newPorts,
                incarnation,
                up,
                paused);
    }
}
