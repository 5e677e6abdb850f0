package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;

/** Lists a directory. [MS-SMB2] 2.2.33, 2.2.34. */
public final class QueryDirectory {
    public static final int FLAG_RESTART_SCANS = 0x01;
    public static final int FLAG_RETURN_SINGLE_ENTRY = 0x02;
    public static final int FLAG_INDEX_SPECIFIED = 0x04;
    public static final int FLAG_REOPEN = 0x10;

    private QueryDirectory() {}

    /**
     * [MS-SMB2] 2.2.33.
     *
     * @param fileName a pattern, may be empty
     * @param outputBufferLength in bytes, unsigned 32 bits
     */
    public record Request(
            int fileInformationClass,
            int flags,
            int fileIndex,
            FileId fileId,
            String fileName,
            long outputBufferLength)
            implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.QUERY_DIRECTORY;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(33);
            int fileInformationClass = in.u8();
            int flags = in.u8();
            int fileIndex = in.i32();
            FileId fileId = FileId.decode(in);
            int offset = in.u16();
            int length = in.u16();
            long outputBufferLength = in.u32();
            String fileName = Body.utf16(in, offset, length);
            return new Request(
                    fileInformationClass, flags, fileIndex, fileId, fileName, outputBufferLength);
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(33).u8(fileInformationClass).u8(flags).u32(fileIndex);
            fileId.encode(out);
            out.u16(Header.LENGTH + 32).u16(fileName.length() * 2).u32(outputBufferLength);
            out.utf16(fileName);
            Body.atLeastOneByte(out, fileName.isEmpty());
        }
    }

    /** [MS-SMB2] 2.2.34. */
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
