package io.onehop.server.connection;

import io.onehop.server.session.Session;
import io.onehop.server.transport.Frame;
import io.onehop.server.transport.Link;
import io.onehop.wire.WireWriter;
import io.onehop.wire.crypto.FrameSealer;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.smb2.ErrorResponse;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.TransformHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends responses: compounds, signs and encrypts them. [MS-SMB2] 3.3.4.1. Payloads go out as they
 * are, without a copy, unless they are encrypted. On the link's thread.
 */
final class Sender {
    private static final int USUAL_BYTES = 160;
    private static final byte[] PADDING = new byte[8];

    private final Link link;

    Sender(Link link) {
        this.link = link;
    }

    /** Sends messages as one compound; a single one is none. */
    void send(List<Outgoing> batch) {
        if (batch.isEmpty()) {
            return;
        }
        if (!link.isOpen()) {
            batch.forEach(Outgoing::discard);
            return;
        }
        List<ByteBuffer> parts = new ArrayList<>(2 * batch.size());
        Session encryption = null;
        for (int i = 0; i < batch.size(); i++) {
            Outgoing one = batch.get(i);
            if (one.seal().encryption() != null) {
                encryption = one.seal().encryption();
            }
            encode(one, batch.size() > 1, i == batch.size() - 1, parts);
        }
        FrameSealer sealer = encryption == null ? null : encryption.protection().sealer();
        if (encryption == null || sealer == null) {
            List<Outgoing> sent = List.copyOf(batch);
            link.send(parts, () -> sent.forEach(Outgoing::discard));
        } else {
            encrypt(parts, encryption.sessionId(), sealer);
            batch.forEach(Outgoing::discard);
        }
    }

    /** In a compound every message is padded, the last one too. */
    private static void encode(
            Outgoing one, boolean compound, boolean last, List<ByteBuffer> parts) {
        Signer signer = one.seal().signer();
        Header header = one.header();
        if (signer != null) {
            header = header.withFlags(header.flags() | Header.FLAGS_SIGNED);
        }
        WireWriter out = new WireWriter(USUAL_BYTES);
        header.encode(out);
        ByteBuffer payload =
                switch (one.body()) {
                    case Outgoing.Decoded decoded -> {
                        decoded.response().encode(out);
                        yield decoded.response().payload();
                    }
                    case Outgoing.Raw raw -> raw.bytes();
                    case Outgoing.Unknown unknown -> {
                        out.patchU16(Header.COMMAND_OFFSET, unknown.commandCode());
                        ErrorResponse.EMPTY.encode(out);
                        yield null;
                    }
                };
        int payloadBytes = payload == null ? 0 : payload.remaining();
        int padding = 0;
        if (compound) {
            int length = out.position() + payloadBytes;
            padding = -length & 7;
            out.patchU32(Header.NEXT_COMMAND_OFFSET, last ? 0 : length + padding);
        }
        ByteBuffer[] message = message(out, payload, payloadBytes, padding);
        if (signer != null) {
            ByteBuffer[] rest = new ByteBuffer[message.length - 1];
            System.arraycopy(message, 1, rest, 0, rest.length);
            signer.sign(message[0], rest);
        }
        if (one.hashed() != null) {
            one.hashed().accept(message);
        }
        parts.addAll(List.of(message));
    }

    private static ByteBuffer[] message(
            WireWriter out, @Nullable ByteBuffer payload, int payloadBytes, int padding) {
        if (payload == null || payloadBytes == 0) {
            out.zero(padding);
            return new ByteBuffer[] {out.toBuffer()};
        }
        if (padding == 0) {
            return new ByteBuffer[] {out.toBuffer(), payload};
        }
        return new ByteBuffer[] {out.toBuffer(), payload, ByteBuffer.wrap(PADDING, 0, padding)};
    }

    /** [MS-SMB2] 3.1.4.3: one transform header before all messages of the compound. */
    private void encrypt(List<ByteBuffer> parts, long sessionId, FrameSealer sealer) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        WireWriter out = new WireWriter(TransformHeader.LENGTH);
        new TransformHeader(
                        new byte[Header.SIGNATURE_LENGTH],
                        new byte[TransformHeader.NONCE_LENGTH],
                        length,
                        TransformHeader.FLAG_ENCRYPTED,
                        sessionId)
                .encode(out);
        ByteBuffer header = out.toBuffer().order(ByteOrder.LITTLE_ENDIAN);
        Frame ciphertext = link.allocate(length);
        sealer.seal(header, ciphertext.bytes().duplicate(), parts.toArray(new ByteBuffer[0]));
        link.send(List.of(header, ciphertext.bytes()), ciphertext.release());
    }
}
