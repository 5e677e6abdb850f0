package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** Brings an open's writes to stable storage. [MS-SMB2] 2.2.17, 2.2.18. */
public final class Flush {
    private Flush() {}

    /** [MS-SMB2] 2.2.17. */
    public record Request(FileId fileId) implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.FLUSH;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(24);
            in.skip(6);
            return new Request(FileId.decode(in));
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(24).u16(0).u32(0);
            fileId.encode(out);
        }
    }

    /** [MS-SMB2] 2.2.18. */
    public record Response() implements io.onehop.wire.smb2.Response {
        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(4);
            in.skip(2);
            return new Response();
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(4).u16(0);
        }
    }
}
