package io.onehop.wire.ntlm;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** The fields (length, largest length, offset) by which NTLM messages point into their payload. */
final class Payload {
    private static final long SIGNATURE = 0x0050_5353_4D4C_544EL;
    private static final int MAX_FIELD_BYTES = 0xFFFF;

    private Payload() {}

    /** Reads the signature and the message type and refuses others. */
    static void begin(WireReader in, int messageType) throws MalformedMessageException {
        if (in.i64() != SIGNATURE) {
            throw new MalformedMessageException("no NTLMSSP message");
        }
        int found = in.i32();
        if (found != messageType) {
            throw new MalformedMessageException(
                    "NTLM message " + found + " instead of " + messageType);
        }
    }

    static void begin(WireWriter out, int messageType) {
        out.u64(SIGNATURE).u32(messageType);
    }

    /** Whether a token is an NTLM message without anything around it. */
    static boolean isNtlm(byte[] token) {
        try {
            return new WireReader(token).i64() == SIGNATURE;
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    record Field(int lengthBytes, long offset) {
        static Field decode(WireReader in) throws MalformedMessageException {
            int length = in.u16();
            in.skip(2);
            return new Field(length, in.u32());
        }

        /** The field's bytes; an empty field may point anywhere. */
        WireReader in(WireReader message) throws MalformedMessageException {
            return message.window(lengthBytes == 0 ? 0 : offset, lengthBytes);
        }

        byte[] bytes(WireReader message) throws MalformedMessageException {
            return in(message).bytes(lengthBytes);
        }

        String text(WireReader message, boolean unicode) throws MalformedMessageException {
            WireReader bytes = in(message);
            return unicode ? bytes.utf16(lengthBytes) : bytes.ascii(lengthBytes);
        }

        /** Where the payload begins at the latest, for this field. */
        long start(WireReader message) {
            return lengthBytes == 0 ? message.length() : offset;
        }
    }

    /** Leaves room for a field and returns its place. */
    static int reserve(WireWriter out) {
        int at = out.position();
        out.zero(8);
        return at;
    }

    /** Appends a field's bytes, in a message that begins at 0, and completes the field. */
    static void append(WireWriter out, int at, byte[] bytes) {
        if (bytes.length > MAX_FIELD_BYTES) {
            throw new IllegalArgumentException("NTLM field of " + bytes.length + " bytes");
        }
        out.patchU16(at, bytes.length).patchU16(at + 2, bytes.length);
        out.patchU32(at + 4, out.position());
        out.bytes(bytes);
    }

    static byte[] unicode(String text) {
        return new WireWriter().utf16(text).toBytes();
    }
}
