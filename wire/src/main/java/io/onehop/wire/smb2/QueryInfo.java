package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;

/** Asks for information on a file, file system, security or quota. [MS-SMB2] 2.2.37, 2.2.38. */
public final class QueryInfo {
    public static final int INFO_FILE = 0x01;
    public static final int INFO_FILESYSTEM = 0x02;
    public static final int INFO_SECURITY = 0x03;
    public static final int INFO_QUOTA = 0x04;

    public static final int SL_RESTART_SCAN = 0x0000_0001;
    public static final int SL_RETURN_SINGLE_ENTRY = 0x0000_0002;
    public static final int SL_INDEX_SPECIFIED = 0x0000_0004;

    private QueryInfo() {}

    /** Which information: the type, its class and, for security, the parts wanted. */
    public record Selector(int infoType, int fileInfoClass, int additionalInformation) {}

    /**
     * [MS-SMB2] 2.2.37.
     *
     * @param outputBufferLength in bytes, unsigned 32 bits
     * @param input names of extended attributes or a quota query
     */
    public record Request(
            Selector selector, FileId fileId, long outputBufferLength, int flags, ByteBuffer input)
            implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.QUERY_INFO;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(41);
            int infoType = in.u8();
            int fileInfoClass = in.u8();
            long outputBufferLength = in.u32();
            int inputOffset = in.u16();
            in.skip(2);
            long inputLength = in.u32();
            Selector selector = new Selector(infoType, fileInfoClass, in.i32());
            int flags = in.i32();
            FileId fileId = FileId.decode(in);
            ByteBuffer input = Body.copy(in, inputOffset, inputLength);
            return new Request(selector, fileId, outputBufferLength, flags, input);
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(41).u8(selector.infoType).u8(selector.fileInfoClass).u32(outputBufferLength);
            out.u16(input.hasRemaining() ? Header.LENGTH + 40 : 0).u16(0).u32(input.remaining());
            out.u32(selector.additionalInformation).u32(flags);
            fileId.encode(out);
            out.bytes(input);
            Body.atLeastOneByte(out, !input.hasRemaining());
        }
    }

    /** [MS-SMB2] 2.2.38. */
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
