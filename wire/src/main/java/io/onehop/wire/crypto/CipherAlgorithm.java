package io.onehop.wire.crypto;

import java.util.Optional;

/** How messages are encrypted. [MS-SMB2] 2.2.3.1.2. */
public enum CipherAlgorithm {
    AES_128_CCM(1, 16, 11),
    AES_128_GCM(2, 16, 12),
    AES_256_CCM(3, 32, 11),
    AES_256_GCM(4, 32, 12);

    private final int id;
    private final int keyBytes;
    private final int nonceBytes;

    CipherAlgorithm(int id, int keyBytes, int nonceBytes) {
        this.id = id;
        this.keyBytes = keyBytes;
        this.nonceBytes = nonceBytes;
    }

    /** CipherId on the wire. */
    public int id() {
        return id;
    }

    public int keyBytes() {
        return keyBytes;
    }

    /** Bytes of the transform header's Nonce that are used. [MS-SMB2] 2.2.41. */
    public int nonceBytes() {
        return nonceBytes;
    }

    /** The algorithm of a CipherId, or nothing for one that is not known. */
    public static Optional<CipherAlgorithm> of(int id) {
        for (CipherAlgorithm algorithm : values()) {
            if (algorithm.id == id) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** A fresh engine of this algorithm, for one thread at a time. */
    Aead engine(byte[] key) {
        if (key.length != keyBytes) {
            throw new IllegalArgumentException(this + " with a key of " + key.length + " bytes");
        }
        return switch (this) {
            case AES_128_CCM, AES_256_CCM -> new CcmAead(key);
            case AES_128_GCM, AES_256_GCM -> new GcmAead(key);
        };
    }
}
