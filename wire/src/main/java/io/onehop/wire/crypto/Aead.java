package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/** Authenticated encryption of one message after the other; one thread at a time. */
sealed interface Aead permits CcmAead, GcmAead {
    int TAG_BYTES = 16;

    /** Encrypts the inputs into the output, whose position moves, and returns the tag. */
    byte[] seal(byte[] nonce, byte[] associated, ByteBuffer output, ByteBuffer... inputs)
            throws GeneralSecurityException;

    /**
     * Decrypts the input into the output, whose position moves; false if the message is not
     * authentic, and then the output holds nothing of it.
     */
    boolean open(byte[] nonce, byte[] associated, byte[] tag, ByteBuffer input, ByteBuffer output)
            throws GeneralSecurityException;
}
