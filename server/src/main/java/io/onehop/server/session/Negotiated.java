package io.onehop.server.session;

import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.crypto.PreauthHash;
import io.onehop.wire.crypto.SigningAlgorithm;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Negotiate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What NEGOTIATE left on a connection. [MS-SMB2] 3.3.1.7
 *
 * @param client the request as the client sent it, for FSCTL_VALIDATE_NEGOTIATE_INFO
 * @param serverSecurityMode as answered
 * @param serverCapabilities as answered
 * @param cipher what to encrypt with, or null where the two cannot encrypt
 * @param maxSizes as answered
 */
public record Negotiated(
        Dialect dialect,
        Negotiate.Request client,
        int serverSecurityMode,
        int serverCapabilities,
        @Nullable CipherAlgorithm cipher,
        SigningAlgorithm signing,
        Negotiate.MaxSizes maxSizes,
        PreauthHash preauth) {
    /** After the NEGOTIATE response was hashed. */
    public Negotiated withPreauth(PreauthHash newPreauth) {
        return new Negotiated(
                dialect,
                client,
                serverSecurityMode,
                serverCapabilities,
                cipher,
                signing,
                maxSizes,
                newPreauth);
    }

    public UUID clientGuid() {
        return client.clientGuid();
    }

    /** Connection.SupportsMultiCredit. */
    public boolean multiCredit() {
        return dialect.isAtLeast(Dialect.SMB_2_1);
    }

    public boolean canEncrypt() {
        return cipher != null;
    }

    public boolean clientRequiresSigning() {
        return (client.securityMode() & Negotiate.SIGNING_REQUIRED) != 0;
    }
}
