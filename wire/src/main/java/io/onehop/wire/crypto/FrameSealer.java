package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;

/**
 * [MS-SMB2] 3.1.4.3: encrypts messages with one key.
 *
 * <p>A session has one sealer for all its channels, because nonces must differ among everything
 * that is sealed with a key. Any number of threads at once.
 */
public final class FrameSealer {
    /** Bytes of the TRANSFORM_HEADER. [MS-SMB2] 2.2.41. */
    public static final int TRANSFORM_HEADER_BYTES = 52;

    static final int SIGNATURE_OFFSET = 4;
    static final int NONCE_OFFSET = 20;
    private static final int NONCE_FIELD_BYTES = 16;
    static final int ASSOCIATED_BYTES = TRANSFORM_HEADER_BYTES - NONCE_OFFSET;

    private final NonceSequence nonces;
    private final Pool<Aead> engines;

    /** A sealer with a key of the algorithm's length, which is copied. */
    public FrameSealer(CipherAlgorithm algorithm, byte[] key, RandomGenerator random) {
        byte[] copy = key.clone();
        if (copy.length != algorithm.keyBytes()) {
            throw new IllegalArgumentException(
                    algorithm + " with a key of " + copy.length + " bytes");
        }
        this.nonces = new NonceSequence(algorithm.nonceBytes(), random);
        // Made when they are needed: most sessions only sign.
        this.engines = new Pool<>(() -> algorithm.engine(copy));
    }

    /**
     * Encrypts a message and completes its header.
     *
     * @param transformHeader 52 bytes from its position, with ProtocolId, OriginalMessageSize,
     *     Flags and SessionId set; Nonce and Signature are written; its position stays
     * @param output takes as many bytes as the message has; its position moves behind them; must
     *     not overlap the message
     * @param message its parts, whose positions stay
     */
    public void seal(ByteBuffer transformHeader, ByteBuffer output, ByteBuffer... message) {
        int at = transformHeader.position();
        byte[] nonce = nonces.next();
        transformHeader.put(at + NONCE_OFFSET, new byte[NONCE_FIELD_BYTES]);
        transformHeader.put(at + NONCE_OFFSET, nonce);
        byte[] associated = new byte[ASSOCIATED_BYTES];
        transformHeader.get(at + NONCE_OFFSET, associated);
        Aead engine = engines.take();
        try {
            transformHeader.put(
                    at + SIGNATURE_OFFSET, engine.seal(nonce, associated, output, message));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        engines.give(engine);
    }
}
