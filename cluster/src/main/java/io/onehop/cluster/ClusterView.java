package io.onehop.cluster;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.NodeState;
import java.util.function.BiConsumer;

/** What a node knows of its cluster at this moment. Thread safe; reading is a field access. */
public interface ClusterView {
    /** This node's name. */
    String nodeName();

    /** The newest state that this node has applied: may lag behind the leader's. */
    ClusterState state();

    /** This node as the cluster knows it, or as it was started before it is known. */
    NodeState self();

    /** Whether this node holds its lease now. */
    boolean leaseValid();

    /**
     * Whether this node may touch a volume now: it owns it in the epoch named, and its lease has
     * not run out. Ask right before each system call.
     */
    boolean mayServe(String volume, long epoch);

    /**
     * Calls back with (old, new) after each change, on the thread that applies: return at once,
     * take no lock that is held while asking.
     */
    void onChange(BiConsumer<ClusterState, ClusterState> listener);
}
