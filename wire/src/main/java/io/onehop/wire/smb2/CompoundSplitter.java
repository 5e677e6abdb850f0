package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Cuts a frame into the messages that its headers chain by NextCommand. [MS-SMB2] 3.3.5.2.7. */
public final class CompoundSplitter {
    private CompoundSplitter() {}

    /**
     * The messages of a frame as slices of it, at least one. All but the last have lengths
     * divisible by 8, padding included, which is also what their signatures cover. The frame's
     * position stays.
     */
    public static List<ByteBuffer> split(ByteBuffer frame) throws MalformedMessageException {
        List<ByteBuffer> out = new ArrayList<>(1);
        int at = frame.position();
        while (true) {
            Body.limit("requests in a compound", out.size() + 1L, Limits.MAX_COMPOUND_REQUESTS);
            int left = frame.limit() - at;
            if (left < Header.LENGTH) {
                throw new MalformedMessageException("header cut off at " + left + " bytes");
            }
            ByteBuffer message = frame.slice(at, left).order(ByteOrder.LITTLE_ENDIAN);
            int next = message.getInt(Header.NEXT_COMMAND_OFFSET);
            if (next == 0) {
                out.add(message);
                return out;
            }
            if (next < Header.LENGTH || (next & 7) != 0 || next > left) {
                throw new MalformedMessageException("NextCommand " + next + " of " + left);
            }
            out.add(message.slice(0, next).order(ByteOrder.LITTLE_ENDIAN));
            at += next;
        }
    }
}
