package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** Asks whether the peer is there. [MS-SMB2] 2.2.28, 2.2.29. */
public final class Echo {
    private Echo() {}

    /** [MS-SMB2] 2.2.28. */
    public record Request() implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.ECHO;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(4);
            in.skip(2);
            return new Request();
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(4).u16(0);
        }
    }

    /** [MS-SMB2] 2.2.29. */
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
