package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;

/** Sets information on a file, file system, security or quota. [MS-SMB2] 2.2.39, 2.2.40. */
public final class SetInfo {
    private SetInfo() {}

    /** [MS-SMB2] 2.2.39. */
    public record Request(QueryInfo.Selector selector, FileId fileId, ByteBuffer buffer)
            implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.SET_INFO;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(33);
            int infoType = in.u8();
            int fileInfoClass = in.u8();
            long bufferLength = in.u32();
            int bufferOffset = in.u16();
            in.skip(2);
            QueryInfo.Selector selector = new QueryInfo.Selector(infoType, fileInfoClass, in.i32());
            FileId fileId = FileId.decode(in);
            return new Request(selector, fileId, Body.copy(in, bufferOffset, bufferLength));
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(33).u8(selector.infoType()).u8(selector.fileInfoClass());
            out.u32(buffer.remaining()).u16(Header.LENGTH + 32).u16(0);
            out.u32(selector.additionalInformation());
            fileId.encode(out);
            out.bytes(buffer);
            Body.atLeastOneByte(out, !buffer.hasRemaining());
        }
    }

    /** [MS-SMB2] 2.2.40. */
    public record Response() implements io.onehop.wire.smb2.Response {
        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(2);
            return new Response();
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(2);
        }
    }
}
