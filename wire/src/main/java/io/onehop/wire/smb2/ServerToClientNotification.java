package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * Tells the client something and wants no answer. [MS-SMB2] 2.2.44. Fields add up to 12 bytes while
 * the example in 4.11 says 18: 12 is written, and any size is read.
 */
public record ServerToClientNotification(int notificationType) implements Response {
    public static final int SESSION_CLOSED = 0;

    public static ServerToClientNotification decode(WireReader in)
            throws MalformedMessageException {
        in.skip(4);
        return new ServerToClientNotification(in.i32());
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(12).u16(0).u32(notificationType).u32(0);
    }
}
