package io.onehop.server.rpc;

import io.onehop.cluster.state.ShareState;

/** The flags of a share as SHARE_INFO_1005 has them. [MS-SRVS] 2.2.4.29. */
final class ShareFlags {
    static final int ACCESS_BASED = 0x800;
    static final int ENCRYPT_DATA = 0x8000;

    private static final int DFS = 0x1 | 0x2;
    private static final int CACHING = 0x30;
    private static final int CACHING_MANUAL = 0;
    private static final int CACHING_NONE = 0x30;

    private ShareFlags() {}

    static int of(ShareState share) {
        return caching(share)
                | (share.accessBased() ? ACCESS_BASED : 0)
                | (share.encrypt() ? ENCRYPT_DATA : 0);
    }

    private static int caching(ShareState share) {
        return switch (share.kind()) {
            case SCALE_OUT -> CACHING_NONE;
            case GENERAL -> CACHING_MANUAL;
        };
    }

    /**
     * Whether a share can be as the flags say. Those of DFS are ignored on receipt; no offline
     * caching at all may be asked for, or what is so anyhow.
     */
    static boolean canBe(ShareState share, int flags) {
        int caching = flags & CACHING;
        boolean cachingKept = caching == caching(share) || caching == CACHING_MANUAL;
        return cachingKept && (flags & ~(DFS | CACHING | ACCESS_BASED | ENCRYPT_DATA)) == 0;
    }
}
