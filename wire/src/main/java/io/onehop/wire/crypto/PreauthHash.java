package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * PreauthIntegrityHashValue: a SHA-512 chain over the messages before authentication. [MS-SMB2]
 * 3.3.5.4, 3.3.5.5. Immutable.
 */
public final class PreauthHash {
    /** The chain before any message. */
    public static final PreauthHash START = new PreauthHash(new byte[64]);

    private final byte[] value;

    private PreauthHash(byte[] value) {
        this.value = value;
    }

    /** The chain after one more whole message (from its SMB2 header on), given in parts. */
    public PreauthHash then(ByteBuffer... message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(value);
            for (ByteBuffer part : message) {
                digest.update(part.duplicate());
            }
            return new PreauthHash(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A copy of the 64 bytes. */
    public byte[] value() {
        return value.clone();
    }
}
