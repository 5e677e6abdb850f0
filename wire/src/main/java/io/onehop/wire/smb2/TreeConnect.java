package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Connects a session to a share. [MS-SMB2] 2.2.9, 2.2.10. */
public final class TreeConnect {
    public static final int FLAG_CLUSTER_RECONNECT = 0x0001;
    public static final int FLAG_REDIRECT_TO_OWNER = 0x0002;
    public static final int FLAG_EXTENSION_PRESENT = 0x0004;

    public static final int SHARE_TYPE_DISK = 0x01;
    public static final int SHARE_TYPE_PIPE = 0x02;
    public static final int SHARE_TYPE_PRINT = 0x03;

    public static final int SHAREFLAG_MANUAL_CACHING = 0x0000_0000;
    public static final int SHAREFLAG_DFS = 0x0000_0001;
    public static final int SHAREFLAG_DFS_ROOT = 0x0000_0002;
    public static final int SHAREFLAG_AUTO_CACHING = 0x0000_0010;
    public static final int SHAREFLAG_VDO_CACHING = 0x0000_0020;
    public static final int SHAREFLAG_NO_CACHING = 0x0000_0030;
    public static final int SHAREFLAG_RESTRICT_EXCLUSIVE_OPENS = 0x0000_0100;
    public static final int SHAREFLAG_FORCE_SHARED_DELETE = 0x0000_0200;
    public static final int SHAREFLAG_ALLOW_NAMESPACE_CACHING = 0x0000_0400;
    public static final int SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM = 0x0000_0800;
    public static final int SHAREFLAG_FORCE_LEVELII_OPLOCK = 0x0000_1000;
    public static final int SHAREFLAG_ENABLE_HASH_V1 = 0x0000_2000;
    public static final int SHAREFLAG_ENABLE_HASH_V2 = 0x0000_4000;
    public static final int SHAREFLAG_ENCRYPT_DATA = 0x0000_8000;
    public static final int SHAREFLAG_IDENTITY_REMOTING = 0x0004_0000;
    public static final int SHAREFLAG_COMPRESS_DATA = 0x0010_0000;
    public static final int SHAREFLAG_ISOLATED_TRANSPORT = 0x0020_0000;

    public static final int SHARE_CAP_DFS = 0x0000_0008;
    public static final int SHARE_CAP_CONTINUOUS_AVAILABILITY = 0x0000_0010;
    public static final int SHARE_CAP_SCALEOUT = 0x0000_0020;
    public static final int SHARE_CAP_CLUSTER = 0x0000_0040;
    public static final int SHARE_CAP_ASYMMETRIC = 0x0000_0080;
    public static final int SHARE_CAP_REDIRECT_TO_OWNER = 0x0000_0100;

    public static final int REMOTED_IDENTITY_CONTEXT_ID = 0x0001;

    private TreeConnect() {}

    /** An entry of the request's extension. [MS-SMB2] 2.2.9.2. */
    public record Context(int contextType, ByteBuffer data) {}

    /**
     * [MS-SMB2] 2.2.9 and 2.2.9.1.
     *
     * @param flags only SMB 3.1.1 gives them a meaning
     * @param contexts present only with FLAG_EXTENSION_PRESENT; their offset counts from the
     *     beginning of this structure, not from the header
     */
    public record Request(int flags, String path, List<Context> contexts)
            implements io.onehop.wire.smb2.Request {
        public Request {
            contexts = List.copyOf(contexts);
        }

        @Override
        public Command command() {
            return Command.TREE_CONNECT;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(9);
            int flags = in.u16();
            int pathOffset = in.u16();
            int pathLength = in.u16();
            String path = Body.utf16(in, pathOffset, pathLength);
            List<Context> contexts = List.of();
            if ((flags & FLAG_EXTENSION_PRESENT) != 0) {
                long offset = in.u32();
                int count = in.u16();
                in.skip(10);
                contexts = decodeContexts(in, Header.LENGTH + offset, count);
            }
            return new Request(flags, path, contexts);
        }

        private static List<Context> decodeContexts(WireReader in, long offset, int count)
                throws MalformedMessageException {
            Body.limit("tree connect contexts", count, Limits.MAX_TREE_CONNECT_CONTEXTS);
            List<Context> out = new ArrayList<>(count);
            long next = offset;
            for (int i = 0; i < count; i++) {
                WireReader header = in.window(next, 8);
                int type = header.u16();
                int length = header.u16();
                out.add(new Context(type, Body.copy(in, next + 8, length)));
                next = (next + 8 + length + 7) & -8L;
            }
            return List.copyOf(out);
        }

        @Override
        public void encode(WireWriter out) {
            int structure = out.position();
            boolean extended = (flags & FLAG_EXTENSION_PRESENT) != 0;
            int pathOffset = Header.LENGTH + (extended ? 24 : 8);
            out.u16(9).u16(flags).u16(pathOffset).u16(path.length() * 2);
            if (extended) {
                out.u32(0).u16(contexts.size()).zero(10);
            }
            out.utf16(path);
            if (extended) {
                out.align(8, structure).patchU32(structure + 8, out.position() - structure);
                for (Context context : contexts) {
                    out.align(8, structure).u16(context.contextType);
                    out.u16(context.data.remaining()).u32(0).bytes(context.data);
                }
            }
        }
    }

    /** [MS-SMB2] 2.2.10. */
    public record Response(int shareType, int shareFlags, int capabilities, int maximalAccess)
            implements io.onehop.wire.smb2.Response {
        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(16);
            int shareType = in.u8();
            in.skip(1);
            return new Response(shareType, in.i32(), in.i32(), in.i32());
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(16).u8(shareType).u8(0).u32(shareFlags).u32(capabilities).u32(maximalAccess);
        }
    }
}
