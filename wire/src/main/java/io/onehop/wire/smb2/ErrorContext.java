package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What an ERROR response says beyond its status. [MS-SMB2] 2.2.2.1, 2.2.2.2. */
public sealed interface ErrorContext {
    int ERROR_ID_DEFAULT = 0;
    int ERROR_ID_SHARE_REDIRECT = 0x7264_5253;

    /** ErrorId of the context in SMB 3.1.1. */
    default int errorId() {
        return ERROR_ID_DEFAULT;
    }

    /** Writes ErrorContextData. */
    void encodeData(WireWriter out);

    /**
     * With STATUS_STOPPED_ON_SYMLINK. [MS-SMB2] 2.2.2.2.1.
     *
     * @param unparsedPathLength bytes of the path after the link
     */
    record SymbolicLink(
            int unparsedPathLength, boolean relative, String substituteName, String printName)
            implements ErrorContext {
        private static final int SYMLINK_ERROR_TAG = 0x4C4D_5953;
        private static final int REPARSE_TAG_SYMLINK = 0xA000_000C;

        static SymbolicLink decode(WireReader in) throws MalformedMessageException {
            in.skip(4);
            if (in.i32() != SYMLINK_ERROR_TAG || in.i32() != REPARSE_TAG_SYMLINK) {
                throw new MalformedMessageException("symbolic link's tags");
            }
            in.skip(2);
            int unparsedPathLength = in.u16();
            int substituteOffset = in.u16();
            int substituteLength = in.u16();
            int printOffset = in.u16();
            int printLength = in.u16();
            boolean relative = (in.i32() & 1) != 0;
            int path = in.position();
            return new SymbolicLink(
                    unparsedPathLength,
                    relative,
                    Body.utf16(in, path + substituteOffset, substituteLength),
                    Body.utf16(in, path + printOffset, printLength));
        }

        @Override
        public void encodeData(WireWriter out) {
            int substituteLength = substituteName.length() * 2;
            int printLength = printName.length() * 2;
            int pathLength = substituteLength + printLength;
            out.u32(24 + pathLength).u32(SYMLINK_ERROR_TAG).u32(REPARSE_TAG_SYMLINK);
            out.u16(12 + pathLength).u16(unparsedPathLength);
            out.u16(0).u16(substituteLength).u16(substituteLength).u16(printLength);
            out.u32(relative ? 1 : 0).utf16(substituteName).utf16(printName);
        }
    }

    /**
     * With STATUS_BAD_NETWORK_NAME: the share's owner is at these addresses. [MS-SMB2] 2.2.2.2.2.
     *
     * @param resourceName the share as a UNC path
     */
    record ShareRedirect(List<InetAddress> addresses, String resourceName) implements ErrorContext {
        private static final int STRUCTURE_SIZE = 48;
        private static final int SHARE_MOVE_NOTIFICATION = 3;
        private static final int ADDRESS_LENGTH = 24;
        private static final int MOVE_DST_IPADDR_V4 = 1;
        private static final int MOVE_DST_IPADDR_V6 = 2;

        public ShareRedirect {
            addresses = List.copyOf(addresses);
        }

        @Override
        public int errorId() {
            return ERROR_ID_SHARE_REDIRECT;
        }

        static ShareRedirect decode(WireReader in) throws MalformedMessageException {
            if (in.u32() != STRUCTURE_SIZE || in.u32() != SHARE_MOVE_NOTIFICATION) {
                throw new MalformedMessageException("share redirect's size or type");
            }
            long nameOffset = in.u32();
            long nameLength = in.u32();
            in.skip(4);
            long count = in.u32();
            Body.limit("addresses", count, Limits.MAX_REDIRECT_ADDRESSES);
            List<InetAddress> addresses = new ArrayList<>((int) count);
            for (int i = 0; i < count; i++) {
                int type = in.i32();
                in.skip(4);
                byte[] bytes = in.bytes(16);
                addresses.add(
                        switch (type) {
                            case MOVE_DST_IPADDR_V4 -> Addresses.v4(bytes);
                            case MOVE_DST_IPADDR_V6 -> Addresses.v6(bytes);
                            default -> throw new MalformedMessageException("address type " + type);
                        });
            }
            return new ShareRedirect(addresses, Body.utf16(in, nameOffset, nameLength));
        }

        @Override
        public void encodeData(WireWriter out) {
            int nameOffset = 24 + ADDRESS_LENGTH * addresses.size();
            out.u32(STRUCTURE_SIZE).u32(SHARE_MOVE_NOTIFICATION).u32(nameOffset);
            out.u32(resourceName.length() * 2L).u16(0).u16(0).u32(addresses.size());
            for (InetAddress address : addresses) {
                byte[] bytes = address.getAddress();
                out.u32(bytes.length == 4 ? MOVE_DST_IPADDR_V4 : MOVE_DST_IPADDR_V6).u32(0);
                out.bytes(bytes).zero(16 - bytes.length);
            }
            out.utf16(resourceName);
        }
    }

    /** With STATUS_BUFFER_TOO_SMALL: bytes that would do. [MS-SMB2] 2.2.2.2. */
    record RequiredBufferLength(long lengthBytes) implements ErrorContext {
        @Override
        public void encodeData(WireWriter out) {
            out.u32(lengthBytes);
        }
    }

    /** With STATUS_SMB_BAD_CLUSTER_DIALECT: the highest that will do. [MS-SMB2] 3.3.5.7. */
    record MaxClusterDialect(int dialect) implements ErrorContext {
        @Override
        public void encodeData(WireWriter out) {
            out.u16(dialect);
        }
    }

    /** Anything else. */
    record Unknown(int errorId, ByteBuffer data) implements ErrorContext {
        @Override
        public void encodeData(WireWriter out) {
            out.bytes(data);
        }
    }

    /** The status says how to read what has the default id. */
    static ErrorContext decode(NtStatus status, int errorId, WireReader in)
            throws MalformedMessageException {
        if (errorId == ERROR_ID_SHARE_REDIRECT) {
            return ShareRedirect.decode(in);
        }
        if (errorId == ERROR_ID_DEFAULT) {
            if (status.equals(NtStatus.STOPPED_ON_SYMLINK)) {
                return SymbolicLink.decode(in);
            }
            if (status.equals(NtStatus.BUFFER_TOO_SMALL)) {
                return new RequiredBufferLength(in.u32());
            }
            if (status.equals(NtStatus.SMB_BAD_CLUSTER_DIALECT)) {
                return new MaxClusterDialect(in.u16());
            }
        }
        return new Unknown(errorId, Body.copy(in, in.remaining()));
    }
}
