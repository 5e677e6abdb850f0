package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** Ends a tree connect. [MS-SMB2] 2.2.11, 2.2.12. */
public final class TreeDisconnect {
    private TreeDisconnect() {}

    /** [MS-SMB2] 2.2.11. */
    public record Request() implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.TREE_DISCONNECT;
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

    /** [MS-SMB2] 2.2.12. */
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
