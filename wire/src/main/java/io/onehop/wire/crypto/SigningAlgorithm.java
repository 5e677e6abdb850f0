package io.onehop.wire.crypto;

import java.util.Optional;

/** How messages are signed. [MS-SMB2] 2.2.3.1.7. */
public enum SigningAlgorithm {
    /** Dialects 2.0.2 and 2.1. */
    HMAC_SHA256(0),
    /** Dialects 3.0 and 3.0.2, and 3.1.1 without a signing context. */
    AES_CMAC(1),
    /** Dialect 3.1.1 when both sides offer it; the fastest. */
    AES_GMAC(2);

    /** Bytes of every signing key. */
    public static final int KEY_BYTES = 16;

    private final int id;

    SigningAlgorithm(int id) {
        this.id = id;
    }

    /** SigningAlgorithmId on the wire. */
    public int id() {
        return id;
    }

    /** The algorithm of a SigningAlgorithmId, or nothing for one that is not known. */
    public static Optional<SigningAlgorithm> of(int id) {
        for (SigningAlgorithm algorithm : values()) {
            if (algorithm.id == id) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
