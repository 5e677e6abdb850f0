package io.onehop.server.open;

import io.onehop.server.serve.SmbException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client is told that came upon a reparse point. [MS-SMB2] 2.2.2.2.1 */
final class ReparsePoints {
    private static final int TAG_SYMLINK = 0xA000_000C;
    private static final int SYMLINK_PATH_OFFSET = 20;

    private ReparsePoints() {}

    /** The answer for the last component of a path: where a symbolic link leads. */
    static SmbException stopped(byte @Nullable [] data) {
        return data == null
                ? new SmbException(NtStatus.IO_REPARSE_TAG_NOT_HANDLED)
                : stopped(new WireReader(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN)));
    }

    private static SmbException stopped(WireReader in) {
        try {
            if (in.i32() != TAG_SYMLINK) {
                return new SmbException(NtStatus.IO_REPARSE_TAG_NOT_HANDLED);
            }
            in.skip(4);
            int substituteOffset = in.u16();
            int substituteLength = in.u16();
            int printOffset = in.u16();
            int printLength = in.u16();
            boolean relative = (in.i32() & 1) != 0;
            String substitute =
                    in.window(SYMLINK_PATH_OFFSET + substituteOffset, substituteLength)
                            .utf16(substituteLength);
            String print =
                    in.window(SYMLINK_PATH_OFFSET + printOffset, printLength).utf16(printLength);
            return new SmbException(
                    NtStatus.STOPPED_ON_SYMLINK,
                    List.of(new ErrorContext.SymbolicLink(0, relative, substitute, print)));
        } catch (MalformedMessageException e) {
            return new SmbException(NtStatus.IO_REPARSE_DATA_INVALID);
        }
    }
}
