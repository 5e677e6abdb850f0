package io.onehop.rpc.pdu;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * One packet as bytes, with its header and trailer read and its body not yet: the body of a sealed
 * packet is decrypted in place first. Owns its bytes.
 */
public final class PduFrame {
    /** Where the stub of requests without an object and of responses begins. */
    public static final int STUB_OFFSET = 24;

    private static final int OBJECT_BYTES = 16;

    private final byte[] bytes;
    private final PduHeader header;
    private final @Nullable AuthTrailer auth;

    private PduFrame(byte[] bytes, PduHeader header, @Nullable AuthTrailer auth) {
        this.bytes = bytes;
        this.header = header;
        this.auth = auth;
    }

    /** Takes the bytes of exactly one packet. */
    public static PduFrame decode(byte[] bytes) throws MalformedMessageException {
        WireReader in = new WireReader(bytes);
        PduHeader header = PduHeader.decode(in);
        if (header.fragLength() != bytes.length) {
            throw new MalformedMessageException(
                    "fragment of " + header.fragLength() + " in " + bytes.length + " bytes");
        }
        if (header.authLength() == 0) {
            return new PduFrame(bytes, header, null);
        }
        int offset = bytes.length - header.authLength() - AuthTrailer.BYTES;
        in.seek(offset);
        AuthTrailer auth = AuthTrailer.decode(in, header.authLength());
        PduFrame frame = new PduFrame(bytes, header, auth);
        if (offset - auth.padLength() < frame.bodyOffset()) {
            throw new MalformedMessageException("padding of " + auth.padLength() + " bytes");
        }
        return frame;
    }

    /** A packet with its trailer, if it has one, aligned as its type needs. */
    public static byte[] encode(Pdu pdu, int flags, int callId, @Nullable AuthTrailer auth) {
        WireWriter out = new WireWriter();
        out.u8(PduHeader.VERSION).u8(0).u8(pdu.type().code()).u8(flags);
        out.u32(PduHeader.DATA_REPRESENTATION).u16(0).u16(0).u32(callId);
        pdu.encode(out);
        if (auth != null) {
            int body = out.position();
            if (pdu.type().isCallData()) {
                out.align(16, STUB_OFFSET);
            } else {
                out.align(4);
            }
            auth.encode(out, out.position() - body);
            out.patchU16(10, auth.token().length);
        }
        return out.patchU16(8, out.position()).toBytes();
    }

    public PduHeader header() {
        return header;
    }

    public @Nullable AuthTrailer auth() {
        return auth;
    }

    /** All bytes, which sealing and unsealing change in place. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the part begins that privacy encrypts. */
    public int bodyOffset() {
        if (!header.type().isCallData()) {
            return PduHeader.BYTES;
        }
        return header.has(PduHeader.OBJECT_UUID) && header.type() == PduType.REQUEST
                ? STUB_OFFSET + OBJECT_BYTES
                : STUB_OFFSET;
    }

    /** Where the trailer begins: the end of the body and its padding. */
    public int trailerOffset() {
        return auth == null ? bytes.length : bytes.length - AuthTrailer.BYTES - auth.token().length;
    }

    /** Where the token begins, which no signature covers. */
    public int tokenOffset() {
        return auth == null ? bytes.length : bytes.length - auth.token().length;
    }

    public Pdu body() throws MalformedMessageException {
        int end = trailerOffset() - (auth == null ? 0 : auth.padLength());
        WireReader in = new WireReader(bytes).window(0, end);
        in.seek(PduHeader.BYTES);
        return Pdu.decode(header, in);
    }
}
