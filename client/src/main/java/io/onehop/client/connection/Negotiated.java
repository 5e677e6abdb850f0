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

    /** Whether a session may have several connections. */
    public boolean multiChannel() {
        return dialect.isSmb3()
                && (answer.capabilities() & Negotiate.GLOBAL_CAP_MULTI_CHANNEL) != 0;
    }

    /** Whether another connection is to the same server and protects messages in the same way. */
    boolean agreesWith(Negotiated other) {
        return dialect == other.dialect
                && signing == other.signing
                && cipher == other.cipher
                && answer.serverGuid().equals(other.answer.serverGuid())
                && answer.capabilities() == other.answer.capabilities()
                && answer.securityMode() == other.answer.securityMode();
    }

    /** Whether requests may be larger than one credit pays for. */
    public boolean largeRequests() {
        return dialect.isAtLeast(Dialect.SMB_2_1)
                && (answer.capabilities() & Negotiate.GLOBAL_CAP_LARGE_MTU) != 0;
    }
}
