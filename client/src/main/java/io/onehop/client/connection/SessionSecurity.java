package io.onehop.client.connection;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.crypto.FrameOpener;
import io.onehop.wire.crypto.FrameSealer;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.smb2.TransformHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of a session are protected. [MS-SMB2] 3.2.4.1.1, 3.2.4.1.8, 3.2.5.1.1,
 * 3.2.5.1.3. Any number of threads.
 *
 * @param signs whether what is not encrypted is signed, both ways
 * @param ciphers null if there is no common cipher
 * @param encryptsAll whether the whole session is encrypted
 */
record SessionSecurity(
        long sessionId,
        Signer signer,
        boolean signs,
        @Nullable Ciphers ciphers,
        boolean encryptsAll) {
    /** Both directions. */
    record Ciphers(FrameSealer sealer, FrameOpener opener) {}

    /** The same session by another channel, which has a signing key of its own. */
    SessionSecurity by(Signer channelSigner) {
        return new SessionSecurity(sessionId, channelSigner, signs, ciphers, encryptsAll);
    }

    /** The two parts of an encrypted frame. */
    ByteBuffer[] seal(ByteBuffer... message) {
        int length = 0;
        for (ByteBuffer part : message) {
            length += part.remaining();
        }
        WireWriter out = new WireWriter(TransformHeader.LENGTH);
        new TransformHeader(
                        new byte[16],
                        new byte[TransformHeader.NONCE_LENGTH],
                        length,
                        TransformHeader.FLAG_ENCRYPTED,
                        sessionId)
                .encode(out);
        ByteBuffer header = out.toBuffer();
        ByteBuffer body = ByteBuffer.allocate(length);
        agreed().sealer.seal(header, body, message);
        return new ByteBuffer[] {header, body.flip()};
    }

    /** Decrypts a frame where it lies. */
    ByteBuffer open(ByteBuffer frame) throws MalformedMessageException {
        TransformHeader header = TransformHeader.decode(new WireReader(frame));
        int length = frame.remaining() - TransformHeader.LENGTH;
        if (ciphers == null
                || header.sessionId() != sessionId
                || header.flags() != TransformHeader.FLAG_ENCRYPTED
                || header.originalMessageSize() != length) {
            throw new MalformedMessageException("an encrypted message that is not of this session");
        }
        ByteBuffer message = frame.slice(frame.position() + TransformHeader.LENGTH, length);
        if (!agreed().opener.open(frame, message.duplicate(), message.duplicate())) {
            throw new MalformedMessageException("an encrypted message that is not authentic");
        }
        return message;
    }

    private Ciphers agreed() {
        if (ciphers == null) {
            throw new IllegalStateException("no cipher was agreed");
        }
        return ciphers;
    }
}
