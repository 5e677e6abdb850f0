package io.onehop.cluster.ownership;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.VolumeState;

/** What a state that may be old says about the right of a node to serve a volume. */
public final class Ownership {
    private Ownership() {}

    /**
     * Whether this incarnation of a node owns a volume in an epoch. A state from before the
     * incarnation came up says nothing: it names what an earlier one owned, and the lease of the
     * present one does not stand for that.
     */
    public static boolean holds(
            ClusterState state, String node, long incarnation, String volume, long epoch) {
        NodeState self = state.nodes().get(Names.key(node));
        VolumeState owned = state.volumes().get(Names.key(volume));
        return self != null
                && self.up()
                && self.incarnation() == incarnation
                && owned != null
                && owned.epoch() == epoch
                && owned.ownedBy(node);
    }
}
