package io.onehop.server.session;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.ShareState;
import io.onehop.server.serve.Identity;
import java.util.Optional;

/** Who a user of the cluster is, and what a share's permissions allow at most. */
public final class ShareRights {
    private static final int FILE_ALL_ACCESS = 0x001F_01FF;
    private static final int FILE_CHANGE_ACCESS = 0x0013_01BF;
    private static final int FILE_READ_ACCESS = 0x0012_00A9;

    private ShareRights() {}

    /** The identity that sessions of a user have; empty when there is no such user now. */
    public static Optional<Identity> identity(ClusterState state, String user) {
        return Users.enabled(state, user).map(found -> Users.identity(state, found));
    }

    /** The access mask that a permission stands for. [MS-SMB2] 3.3.5.7 */
    public static int maximalAccess(ShareState.Right right) {
        return switch (right) {
            case NONE -> 0;
            case READ -> FILE_READ_ACCESS;
            case CHANGE -> FILE_CHANGE_ACCESS;
            case FULL -> FILE_ALL_ACCESS;
        };
    }
}
