package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/** Computes signatures one after the other; one thread at a time. */
sealed interface MacEngine permits HmacEngine, CmacEngine, GmacEngine {
    /** Starts a message with its header, in which the signature is already zero. */
    void begin(byte[] header) throws GeneralSecurityException;

    /** Takes further bytes; the buffer's position moves to its limit. */
    void update(ByteBuffer bytes) throws GeneralSecurityException;

    /** Ends the message; the first 16 bytes of the result are the signature. */
    byte[] finish() throws GeneralSecurityException;
}
