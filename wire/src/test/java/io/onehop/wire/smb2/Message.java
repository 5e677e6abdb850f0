package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A header with its body, for tests. */
sealed interface Message {
    Header header();

    byte[] bytes();

    record Asked(Header header, Request body) implements Message {
        @Override
        public byte[] bytes() {
            WireWriter out = new WireWriter(16);
            header.encode(out);
            body.encode(out);
            return join(out, body.payload());
        }
    }

    record Answered(Header header, Response body) implements Message {
        @Override
        public byte[] bytes() {
            WireWriter out = new WireWriter(16);
            header.encode(out);
            body.encode(out);
            return join(out, body.payload());
        }
    }

    static Message of(Request body) {
        return new Asked(Header.request(body.command(), 7, 3, 5), body);
    }

    static Message of(Command command, NtStatus status, Response body) {
        return new Answered(Header.request(command, 7, 3, 5).response(status, 1), body);
    }

    static Message unsolicited(Command command, Response body) {
        return new Answered(Header.unsolicited(command, 5), body);
    }

    static Message decode(byte[] bytes) throws MalformedMessageException {
        WireReader in = new WireReader(bytes);
        Header header = Header.decode(in);
        return header.isResponse()
                ? new Answered(header, Response.decode(header, in))
                : new Asked(header, Request.decode(header, in));
    }

    static Message fromHex(String hex) throws MalformedMessageException {
        return decode(HexFormat.of().parseHex(hex));
    }

    /** The message without its signature, as encoders write it. */
    static byte[] unsigned(byte[] bytes) {
        byte[] out = bytes.clone();
        Arrays.fill(
                out,
                Header.SIGNATURE_OFFSET,
                Header.SIGNATURE_OFFSET + Header.SIGNATURE_LENGTH,
                (byte) 0);
        return out;
    }

    private static byte[] join(WireWriter out, @Nullable ByteBuffer payload) {
        return payload == null ? out.toBytes() : out.bytes(payload).toBytes();
    }
}
