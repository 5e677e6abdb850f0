package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** Ends a session. [MS-SMB2] 2.2.7, 2.2.8. */
public final class Logoff {
    private Logoff() {}

    /** [MS-SMB2] 2.2.7. */
    public record Request() implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.LOGOFF;
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

    /** [MS-SMB2] 2.2.8. */
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
