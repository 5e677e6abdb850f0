package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * [MS-SMB2] 3.3.5.2.1.1: decrypts what the peer encrypted with one key. Any number of threads at
 * once.
 */
public final class FrameOpener {
    private final CipherAlgorithm algorithm;
    private final Pool<Aead> engines;

    /** An opener with a key of the algorithm's length, which is copied. */
    public FrameOpener(CipherAlgorithm algorithm, byte[] key) {
        byte[] copy = key.clone();
        if (copy.length != algorithm.keyBytes()) {
            throw new IllegalArgumentException(
                    algorithm + " with a key of " + copy.length + " bytes");
        }
        this.algorithm = algorithm;
        // Made when they are needed: most sessions only sign.
        this.engines = new Pool<>(() -> algorithm.engine(copy));
    }

    /**
     * Decrypts a message, or returns false if it is not authentic: then drop the connection. The
     * caller has compared OriginalMessageSize with the message's length.
     *
     * @param transformHeader 52 bytes from its position, which stays
     * @param message what follows the header; its position stays
     * @param output takes as many bytes as the message has and its position moves behind them; may
     *     be the message's own memory at the same place, but must not overlap it otherwise; what it
     *     holds after false is no plaintext
     */
    public boolean open(ByteBuffer transformHeader, ByteBuffer message, ByteBuffer output) {
        int at = transformHeader.position();
        byte[] nonce = new byte[algorithm.nonceBytes()];
        transformHeader.get(at + FrameSealer.NONCE_OFFSET, nonce);
        byte[] associated = new byte[FrameSealer.ASSOCIATED_BYTES];
        transformHeader.get(at + FrameSealer.NONCE_OFFSET, associated);
        byte[] tag = new byte[Aead.TAG_BYTES];
        transformHeader.get(at + FrameSealer.SIGNATURE_OFFSET, tag);
        Aead engine = engines.take();
        try {
            boolean authentic = engine.open(nonce, associated, tag, message, output);
            engines.give(engine);
            return authentic;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
