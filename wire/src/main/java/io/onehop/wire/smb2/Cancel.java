package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** Withdraws a request. It is never answered. [MS-SMB2] 2.2.30. */
public final class Cancel {
    private Cancel() {}

    /** [MS-SMB2] 2.2.30. */
    public record Request() implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.CANCEL;
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
}
