package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * [MS-SMB2] 3.1.4.1: signs and verifies messages with one signing key (of a session or channel).
 *
 * <p>Buffers may be heap or direct; heap avoids a copy. Nothing is concatenated. Any number of
 * threads at once: ciphers with state are borrowed from a small pool.
 */
public final class Signer {
    public static final int SIGNATURE_BYTES = 16;

    /** Where the signature is in the SMB2 header. [MS-SMB2] 2.2.1. */
    public static final int SIGNATURE_OFFSET = 48;

    private static final int HEADER_BYTES = 64;

    private final SigningAlgorithm algorithm;
    private final Pool<MacEngine> engines;

    /** A signer with a key of 16 bytes, which is copied. */
    public Signer(SigningAlgorithm algorithm, byte[] signingKey) {
        if (signingKey.length != SigningAlgorithm.KEY_BYTES) {
            throw new IllegalArgumentException("a signing key of " + signingKey.length + " bytes");
        }
        byte[] key = signingKey.clone();
        this.algorithm = algorithm;
        this.engines =
                new Pool<>(
                        () ->
                                switch (algorithm) {
                                    case HMAC_SHA256 -> new HmacEngine(key);
                                    case AES_CMAC -> new CmacEngine(key);
                                    case AES_GMAC -> new GmacEngine(NativeCrypto.gcm(), key);
                                });
    }

    public SigningAlgorithm algorithm() {
        return algorithm;
    }

    /**
     * Writes the signature into a message. No position moves.
     *
     * @param header begins at its position with the 64-byte SMB2 header (flags set to their final
     *     values); what follows in it is signed as well
     * @param rest what follows on the wire, with the padding of a compound
     */
    public void sign(ByteBuffer header, ByteBuffer... rest) {
        byte[] signature = compute(header, rest);
        header.put(header.position() + SIGNATURE_OFFSET, signature, 0, SIGNATURE_BYTES);
    }

    /**
     * Whether the signature in a received message is right; buffers as in {@link #sign}, which are
     * not changed. A header of fewer than 64 bytes is our error, not the peer's.
     */
    public boolean verify(ByteBuffer header, ByteBuffer... rest) {
        byte[] found = new byte[SIGNATURE_BYTES];
        header.get(header.position() + SIGNATURE_OFFSET, found);
        return MessageDigest.isEqual(found, Arrays.copyOf(compute(header, rest), SIGNATURE_BYTES));
    }

    private byte[] compute(ByteBuffer header, ByteBuffer... rest) {
        byte[] start = new byte[HEADER_BYTES];
        header.get(header.position(), start);
        Arrays.fill(start, SIGNATURE_OFFSET, SIGNATURE_OFFSET + SIGNATURE_BYTES, (byte) 0);
        MacEngine engine = engines.take();
        try {
            engine.begin(start);
            engine.update(header.duplicate().position(header.position() + HEADER_BYTES));
            for (ByteBuffer buffer : rest) {
                engine.update(buffer.duplicate());
            }
            byte[] signature = engine.finish();
            engines.give(engine);
            return signature;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
