package io.onehop.server.session;

import io.onehop.wire.crypto.Signer;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.SessionSetup;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a SESSION_SETUP request led to.
 *
 * @param response null for an error
 * @param sessionId for the response's header
 * @param signer signs the response, or null to leave it unsigned
 * @param channel what the connection now is to a session, new or as before, or null
 * @param hashed takes the response as it is sent, for the preauthentication hash, or null
 */
public record SessionSetupAnswer(
        NtStatus status,
        SessionSetup.@Nullable Response response,
        long sessionId,
        @Nullable Signer signer,
        @Nullable Channel channel,
        @Nullable Consumer<ByteBuffer[]> hashed) {
    static SessionSetupAnswer refused(NtStatus status, long sessionId, @Nullable Signer signer) {
        return new SessionSetupAnswer(status, null, sessionId, signer, null, null);
    }
}
