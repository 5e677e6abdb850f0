package io.onehop.server.connection;

import io.onehop.server.ServerCounters;
import io.onehop.server.session.Channel;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies what came in the clear. [MS-SMB2] 3.3.5.2.4. SESSION_SETUP has its own rules, which
 * {@link io.onehop.server.session.SessionSetupHandler} knows.
 */
final class SignatureCheck {
    private SignatureCheck() {}

    /**
     * The status that refuses a request, or null.
     *
     * @param channel of the session that the request names, or null if there is none here
     * @param message whole, with its padding in the compound
     */
    static @Nullable NtStatus refusal(
            Header header, @Nullable Channel channel, ByteBuffer message, ServerCounters counters) {
        if (!header.isSigned()) {
            if (channel != null && channel.session().protection().signingRequired()) {
                counters.badSignatures.increment();
                return NtStatus.ACCESS_DENIED;
            }
            return null;
        }
        if (channel == null) {
            return NtStatus.USER_SESSION_DELETED;
        }
        if (!channel.signer().verify(message)) {
            counters.badSignatures.increment();
            return NtStatus.ACCESS_DENIED;
        }
        return null;
    }
}
