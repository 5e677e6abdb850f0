package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;

/** Waits for changes of a directory. [MS-SMB2] 2.2.35, 2.2.36. */
public final class ChangeNotify {
    public static final int FLAG_WATCH_TREE = 0x0001;

    public static final int FILE_NOTIFY_CHANGE_FILE_NAME = 0x0000_0001;
    public static final int FILE_NOTIFY_CHANGE_DIR_NAME = 0x0000_0002;
    public static final int FILE_NOTIFY_CHANGE_ATTRIBUTES = 0x0000_0004;
    public static final int FILE_NOTIFY_CHANGE_SIZE = 0x0000_0008;
    public static final int FILE_NOTIFY_CHANGE_LAST_WRITE = 0x0000_0010;
    public static final int FILE_NOTIFY_CHANGE_LAST_ACCESS = 0x0000_0020;
    public static final int FILE_NOTIFY_CHANGE_CREATION = 0x0000_0040;
    public static final int FILE_NOTIFY_CHANGE_EA = 0x0000_0080;
    public static final int FILE_NOTIFY_CHANGE_SECURITY = 0x0000_0100;
    public static final int FILE_NOTIFY_CHANGE_STREAM_NAME = 0x0000_0200;
    public static final int FILE_NOTIFY_CHANGE_STREAM_SIZE = 0x0000_0400;
    public static final int FILE_NOTIFY_CHANGE_STREAM_WRITE = 0x0000_0800;

    private ChangeNotify() {}

    /**
     * [MS-SMB2] 2.2.35.
     *
     * @param outputBufferLength in bytes, unsigned 32 bits
     */
    public record Request(int flags, long outputBufferLength, FileId fileId, int completionFilter)
            implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.CHANGE_NOTIFY;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(32);
            int flags = in.u16();
            long outputBufferLength = in.u32();
            FileId fileId = FileId.decode(in);
            int completionFilter = in.i32();
            in.skip(4);
            return new Request(flags, outputBufferLength, fileId, completionFilter);
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(32).u16(flags).u32(outputBufferLength);
            fileId.encode(out);
            out.u32(completionFilter).u32(0);
        }
    }

    /**
     * [MS-SMB2] 2.2.36. Empty with STATUS_NOTIFY_ENUM_DIR.
     *
     * @param outputBuffer a list of {@link FileNotifyInformation}
     */
    public record Response(ByteBuffer outputBuffer) implements io.onehop.wire.smb2.Response {
        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(9);
            int offset = in.u16();
            long length = in.u32();
            return new Response(Body.copy(in, offset, length));
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(9).u16(outputBuffer.hasRemaining() ? Header.LENGTH + 8 : 0);
            out.u32(outputBuffer.remaining()).bytes(outputBuffer);
        }
    }
}
