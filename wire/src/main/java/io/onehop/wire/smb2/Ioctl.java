package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;

/** Controls a file, a file system or the server. [MS-SMB2] 2.2.31, 2.2.32. */
public final class Ioctl {
    public static final int FLAG_IS_FSCTL = 0x0000_0001;

    private Ioctl() {}

    /**
     * [MS-SMB2] 2.2.31. Output bytes of a request mean nothing and are not kept.
     *
     * @param ctlCode one of {@link FsctlCode} or another
     * @param maxInputResponse in bytes, unsigned 32 bits
     * @param maxOutputResponse in bytes, unsigned 32 bits
     */
    public record Request(
            int ctlCode,
            FileId fileId,
            ByteBuffer input,
            long maxInputResponse,
            long maxOutputResponse,
            int flags)
            implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.IOCTL;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(57);
            in.skip(2);
            int ctlCode = in.i32();
            FileId fileId = FileId.decode(in);
            long inputOffset = in.u32();
            long inputCount = in.u32();
            long maxInputResponse = in.u32();
            in.skip(8);
            long maxOutputResponse = in.u32();
            int flags = in.i32();
            in.skip(4);
            return new Request(
                    ctlCode,
                    fileId,
                    Body.copy(in, inputOffset, inputCount),
                    maxInputResponse,
                    maxOutputResponse,
                    flags);
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(57).u16(0).u32(ctlCode);
            fileId.encode(out);
            out.u32(input.hasRemaining() ? Header.LENGTH + 56 : 0).u32(input.remaining());
            out.u32(maxInputResponse).u32(0).u32(0).u32(maxOutputResponse);
            out.u32(flags).u32(0);
            out.bytes(input);
            Body.atLeastOneByte(out, !input.hasRemaining());
        }
    }

    /** [MS-SMB2] 2.2.32. A server sends no input back. */
    public record Response(int ctlCode, FileId fileId, ByteBuffer output)
            implements io.onehop.wire.smb2.Response {
        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(49);
            in.skip(2);
            int ctlCode = in.i32();
            FileId fileId = FileId.decode(in);
            in.skip(8);
            long outputOffset = in.u32();
            long outputCount = in.u32();
            in.skip(8);
            return new Response(ctlCode, fileId, Body.copy(in, outputOffset, outputCount));
        }

        @Override
        public void encode(WireWriter out) {
            int offset = Header.LENGTH + 48;
            out.u16(49).u16(0).u32(ctlCode);
            fileId.encode(out);
            out.u32(offset).u32(0).u32(offset).u32(output.remaining()).u32(0).u32(0);
            out.bytes(output);
        }
    }
}
