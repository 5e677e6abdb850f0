package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** Closes an open. [MS-SMB2] 2.2.15, 2.2.16. */
public final class Close {
    public static final int FLAG_POSTQUERY_ATTRIB = 0x0001;

    private Close() {}

    /** [MS-SMB2] 2.2.15. */
    public record Request(int flags, FileId fileId) implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.CLOSE;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(24);
            int flags = in.u16();
            in.skip(4);
            return new Request(flags, FileId.decode(in));
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(24).u16(flags).u32(0);
            fileId.encode(out);
        }
    }

    /** [MS-SMB2] 2.2.16. */
    public record Response(int flags, OpenInformation information)
            implements io.onehop.wire.smb2.Response {
        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(60);
            int flags = in.u16();
            in.skip(4);
            return new Response(flags, OpenInformation.decode(in));
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(60).u16(flags).u32(0);
            information.encode(out);
        }
    }
}
