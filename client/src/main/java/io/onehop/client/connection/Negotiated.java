package io.onehop.client.connection;

import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.crypto.PreauthHash;
import io.onehop.wire.crypto.SigningAlgorithm;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Negotiate;
import org.jspecify.annotations.Nullable;

/**
 * What NEGOTIATE led to.
 *
 * @param cipher null if messages cannot be encrypted
 * @param preauth the hash over both messages, for 3.1.1
 */
public record Negotiated(
        Dialect dialect,
        Negotiate.Request offered,
        Negotiate.Response answer,
        SigningAlgorithm signing,
        @Nullable CipherAlgorithm cipher,
        PreauthHash preauth) {
    public boolean requiresSigning() {
        return (answer.securityMode() & Negotiate.SIGNING_REQUIRED) != 0;
    }

    /** Whether requests may be larger than one credit pays for. */
    public boolean largeRequests() {
        return dialect.isAtLeast(Dialect.SMB_2_1)
                && (answer.capabilities() & Negotiate.GLOBAL_CAP_LARGE_MTU) != 0;
    }
}
