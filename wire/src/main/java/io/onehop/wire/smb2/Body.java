package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What the codecs of all commands share: variable parts by offset and length, and copies. */
final class Body {
    static final ByteBuffer EMPTY = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);

    private Body() {}

    /** Where the message's header begins, at the start of an {@code encode}. */
    static int start(WireWriter out) {
        return out.position() - Header.LENGTH;
    }

    /**
     * The variable part of a message. Call it with the reader after the fixed part: no variable
     * part begins before that, and the offset of an empty one means nothing.
     */
    static WireReader part(WireReader in, long offset, long length)
            throws MalformedMessageException {
        if (length == 0) {
            return new WireReader(EMPTY);
        }
        if (offset < in.position()) {
            throw new MalformedMessageException("offset " + offset + " within the fixed part");
        }
        return in.window(offset, length);
    }

    static ByteBuffer copy(WireReader in, long offset, long length)
            throws MalformedMessageException {
        return copy(part(in, offset, length), length);
    }

    static String utf16(WireReader in, long offset, long length) throws MalformedMessageException {
        return part(in, offset, length).utf16(length);
    }

    /** A slice of the frame. */
    static ByteBuffer slice(WireReader in, long offset, long length)
            throws MalformedMessageException {
        return part(in, offset, length).slice(length);
    }

    /** A copy of the next bytes. */
    static ByteBuffer copy(WireReader in, long length) throws MalformedMessageException {
        return ByteBuffer.wrap(in.bytes(length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    static void limit(String what, long count, int limit) throws MalformedMessageException {
        if (count > limit) {
            throw new MalformedMessageException(count + " " + what + ", at most " + limit);
        }
    }

    /** An array of 16-bit numbers. */
    static List<Integer> u16s(WireReader in, int count) throws MalformedMessageException {
        List<Integer> out = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            out.add(in.u16());
        }
        return List.copyOf(out);
    }

    static void u16s(WireWriter out, List<Integer> values) {
        for (int value : values) {
            out.u16(value);
        }
    }

    /**
     * Ends a message whose StructureSize counts one byte of a variable part: an empty one is sent
     * as one zero byte, which strict peers want.
     */
    static void atLeastOneByte(WireWriter out, boolean empty) {
        if (empty) {
            out.u8(0);
        }
    }
}
