package io.onehop.rpc.srvsvc;

import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.srvsvc.ServerInventory.Share;
import org.jspecify.annotations.Nullable;

/** SHARE_INFO at its levels. [MS-SRVS] 2.2.4.22 to 2.2.4.31. */
final class ShareInfo {
    private ShareInfo() {}

    /** Whether only administrators may ask for a level. */
    static boolean needsAdministrator(int level) {
        return level == 2 || level == 502 || level == 1501;
    }

    /** How an enumeration writes a level, or null when there is no such level in it. */
    static EnumReply.@Nullable Entry<Share> enumerated(int level) {
        return switch (level) {
            case 0, 1, 2, 501, 502 -> (out, share) -> write(out, level, share);
            default -> null;
        };
    }

    static boolean hasLevel(int level) {
        return switch (level) {
            case 0, 1, 2, 501, 502, 1004, 1005, 1006, 1501 -> true;
            default -> false;
        };
    }

    static void write(NdrWriter out, int level, Share share) {
        switch (level) {
            case 0 -> out.stringPointer(share.name());
            case 1 -> named(out, share);
            case 2 -> detailed(out, share);
            case 501 -> named(out, share).u32(share.flags());
            case 502 -> securityDescriptor(detailed(out, share), share);
            case 1004 -> out.stringPointer(share.comment());
            case 1005 -> out.u32(share.flags());
            case 1006 -> out.u32(share.detail().maxUses());
            case 1501 -> securityDescriptor(out, share);
            default -> throw new IllegalStateException("share level " + level);
        }
    }

    private static NdrWriter named(NdrWriter out, Share share) {
        return out.stringPointer(share.name())
                .u32(ShareType.onWire(share.type()))
                .stringPointer(share.comment());
    }

    private static NdrWriter detailed(NdrWriter out, Share share) {
        // Permissions and password exist for share-level security only.
        return named(out, share)
                .u32(0)
                .u32(share.detail().maxUses())
                .u32(share.detail().currentUses())
                .stringPointer(share.detail().path())
                .u32(0);
    }

    private static void securityDescriptor(NdrWriter out, Share share) {
        byte[] descriptor = share.detail().securityDescriptor();
        out.u32(descriptor == null ? 0 : descriptor.length);
        out.pointer(descriptor, out::conformantBytes);
    }
}
