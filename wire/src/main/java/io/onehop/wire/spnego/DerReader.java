package io.onehop.wire.spnego;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;

/**
 * Reads the few DER elements that SPNEGO needs, one level at a time. Bouncy Castle, which writes
 * them, reads by recursion: two thousand nested sequences of a stranger, 8 KB, overflow its stack.
 */
final class DerReader {
    static final int SEQUENCE = 0x30;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int OCTET_STRING = 0x04;
    static final int ENUMERATED = 0x0A;
    static final int GENERAL_STRING = 0x1B;
    static final int APPLICATION_0 = 0x60;

    private static final int MAX_LENGTH_BYTES = 4;

    private final WireReader in;

    DerReader(WireReader in) {
        this.in = in;
    }

    static int context(int number) {
        return 0xA0 | number;
    }

    boolean hasMore() {
        return in.remaining() > 0;
    }

    /** The next element's tag, which is not consumed. */
    int peekTag() throws MalformedMessageException {
        int at = in.position();
        int tag = in.u8();
        in.seek(at);
        return tag;
    }

    /** The contents of the next element, which must have this tag. */
    DerReader open(int tag) throws MalformedMessageException {
        int length = header(tag);
        WireReader contents = in.window(in.position(), length);
        in.skip(length);
        return new DerReader(contents);
    }

    /** The bytes of the next element, which must have this tag. */
    byte[] bytes(int tag) throws MalformedMessageException {
        return in.bytes(header(tag));
    }

    /** All that is left, as it is. */
    byte[] rest() throws MalformedMessageException {
        return in.bytes(in.remaining());
    }

    /** Refuses anything that is left. */
    void end() throws MalformedMessageException {
        if (hasMore()) {
            throw new MalformedMessageException(in.remaining() + " bytes behind a DER element");
        }
    }

    private int header(int tag) throws MalformedMessageException {
        int found = in.u8();
        if (found != tag) {
            throw new MalformedMessageException("DER tag " + found + " instead of " + tag);
        }
        long length = in.u8();
        if (length >= 0x80) {
            int count = (int) length & 0x7F;
            if (count == 0 || count > MAX_LENGTH_BYTES) {
                throw new MalformedMessageException("DER length of " + count + " bytes");
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = (length << 8) | in.u8();
            }
        }
        if (length > in.remaining()) {
            throw new MalformedMessageException("DER element longer than what holds it");
        }
        return (int) length;
    }
}
