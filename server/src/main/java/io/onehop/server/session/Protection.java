package io.onehop.server.session;

import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.crypto.FrameOpener;
import io.onehop.wire.crypto.FrameSealer;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.crypto.SigningAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * How a session's messages are protected.
 *
 * @param signingRequired requests must be signed or encrypted
 * @param encryptData requests must be encrypted
 * @param signer of the session itself, which a channel that is to be bound proves itself with
 * @param sealer encrypts for the client, or null where it cannot be
 * @param opener decrypts what the client encrypted, or null
 * @param cipher of both, or null
 */
public record Protection(
        boolean signingRequired,
        boolean encryptData,
        Signer signer,
        @Nullable FrameSealer sealer,
        @Nullable FrameOpener opener,
        @Nullable CipherAlgorithm cipher) {
    public SigningAlgorithm signing() {
        return signer.algorithm();
    }
}
