package io.onehop.server.serve;

import io.onehop.cluster.state.ShareState;
import io.onehop.server.open.ServedVolume;

/**
 * A tree connect as handlers see it, on the node that serves its volume. Two connects to one share
 * are two trees. Immutable. [MS-SMB2] 3.3.1.9
 */
public final class ServedTree {
    private final int treeId;
    private final ShareState share;
    private final ServedVolume volume;
    private final int maximalAccess;

    /**
     * @param treeId the id that the client uses
     * @param share the share as it was at TREE_CONNECT
     * @param volume the volume that this node serves for it
     * @param maximalAccess the most that the share's permissions allow
     */
    public ServedTree(int treeId, ShareState share, ServedVolume volume, int maximalAccess) {
        this.treeId = treeId;
        this.share = share;
        this.volume = volume;
        this.maximalAccess = maximalAccess;
    }

    public int treeId() {
        return treeId;
    }

    public ShareState share() {
        return share;
    }

    public ServedVolume volume() {
        return volume;
    }

    public int maximalAccess() {
        return maximalAccess;
    }
}
