package io.onehop.rpc.srvsvc;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.srvsvc.ServerControl.ShareChange;
import io.onehop.rpc.srvsvc.ServerInventory.Share;
import io.onehop.wire.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/** SHARE_INFO at its levels. [MS-SRVS] 2.2.4.22 to 2.2.4.31. */
final class ShareInfo {
    private static final String NO_SERVER = "*";

    private ShareInfo() {}

    /**
     * What a client gives of a share.
     *
     * @param name and path are empty where a level has none
     */
    record Given(String name, int type, String path, ShareChange change) {}

    /** Whether only administrators may ask for a level. */
    static boolean needsAdministrator(int level) {
        return level == 2 || level == 502 || level == 503 || level == 1501;
    }

    static boolean canBeSet(int level) {
        return switch (level) {
            case 1, 2, 502, 503, 1004, 1005, 1006, 1501 -> true;
            default -> false;
        };
    }

    /** The union of a level that can be set or added, [MS-SRVS] 2.2.3.6. */
    static Given decode(NdrReader in, int level) throws MalformedMessageException {
        if (in.i32() != level) {
            throw new MalformedMessageException("union of another level than " + level);
        }
        if (!in.pointer()) {
            throw new MalformedMessageException("no share at level " + level);
        }
        return switch (level) {
            case 1, 2, 502, 503 -> decodeNamed(in, level);
            case 1004 -> given(in.uniqueString(), null, null, null);
            case 1005 -> given(null, null, in.i32(), null);
            case 1006 -> given(null, in.i32(), null, null);
            case 1501 -> {
                in.u32();
                yield given(null, null, null, in.pointer() ? in.conformantBytes() : null);
            }
            default -> throw new IllegalStateException("share level " + level);
        };
    }

    private static Given given(
            @Nullable String comment,
            @Nullable Integer maxUses,
            @Nullable Integer flags,
            byte @Nullable [] securityDescriptor) {
        return new Given("", 0, "", new ShareChange(comment, maxUses, flags, securityDescriptor));
    }

    private static Given decodeNamed(NdrReader in, int level) throws MalformedMessageException {
        boolean hasName = in.pointer();
        int type = in.i32();
        boolean hasComment = in.pointer();
        Integer maxUses = null;
        boolean hasPath = false;
        boolean hasPassword = false;
        if (level != 1) {
            in.u32();
            maxUses = in.i32();
            in.u32();
            hasPath = in.pointer();
            hasPassword = in.pointer();
        }
        boolean hasServer = level == 503 && in.pointer();
        boolean hasSecurity = false;
        if (level == 502 || level == 503) {
            in.u32();
            hasSecurity = in.pointer();
        }
        String name = hasName ? in.string() : "";
        String comment = hasComment ? in.string() : "";
        String path = hasPath ? in.string() : "";
        if (hasPassword) {
            in.string();
        }
        if (hasServer) {
            in.string();
        }
        byte[] security = hasSecurity ? in.conformantBytes() : null;
        return new Given(name, type, path, new ShareChange(comment, maxUses, null, security));
    }

    /** How an enumeration writes a level, or null when there is no such level in it. */
    static EnumReply.@Nullable Entry<Share> enumerated(int level) {
        return switch (level) {
            case 0, 1, 2, 501, 502, 503 -> (out, share) -> write(out, level, share);
            default -> null;
        };
    }

    static boolean hasLevel(int level) {
        return switch (level) {
            case 0, 1, 2, 501, 502, 503, 1004, 1005, 1006, 1501 -> true;
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
            case 503 -> securityDescriptor(detailed(out, share).stringPointer(NO_SERVER), share);
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
