package io.onehop.server.session;

import io.onehop.wire.crypto.SigningAlgorithm;
import io.onehop.wire.smb2.NtStatus;
import org.jspecify.annotations.Nullable;

/**
 * Whether a connection may become a channel of a session: the checks of [MS-SMB2] 3.3.5.5 for
 * SMB2_SESSION_FLAG_BINDING, in their order. Pure.
 */
final class SessionBinding {
    /** The connection and the session do not protect messages in the same way. */
    static final NtStatus REQUEST_OUT_OF_SEQUENCE = new NtStatus(0xC000_042A);

    /**
     * What is known when a binding is asked for.
     *
     * @param session that it is about, or null
     * @param inProgress whether that id is being authenticated for the first time
     * @param signed whether the request claims a signature
     * @param boundHere whether the session has this connection as a channel already
     */
    record Attempt(
            Negotiated connection,
            @Nullable Session session,
            boolean inProgress,
            boolean signed,
            boolean boundHere) {}

    private SessionBinding() {}

    /** The status that refuses it, or null. The signature is not checked here. */
    static @Nullable NtStatus refusal(Attempt attempt) {
        Negotiated connection = attempt.connection;
        Session session = attempt.session;
        if (session == null) {
            if (!connection.dialect().isSmb3() || attempt.inProgress) {
                return NtStatus.REQUEST_NOT_ACCEPTED;
            }
            return NtStatus.USER_SESSION_DELETED;
        }
        NtStatus signing = signingRefusal(session.protection().signing(), connection.signing());
        if (signing != null) {
            return signing;
        }
        if (!connection.dialect().isSmb3()) {
            return NtStatus.REQUEST_NOT_ACCEPTED;
        }
        if (session.client().dialect() != connection.dialect()
                || !attempt.signed
                || session.protection().cipher() != connection.cipher()) {
            return NtStatus.INVALID_PARAMETER;
        }
        if (session.identity().isAnonymous()) {
            return NtStatus.NOT_SUPPORTED;
        }
        // As Windows, which binds a connection of another ClientGuid: who has the session's key
        // and proves to be its user is its client.
        if (attempt.boundHere) {
            return NtStatus.REQUEST_NOT_ACCEPTED;
        }
        return null;
    }

    /** As smbtorture's smb2.session.bind_negative has it of Windows: only GMAC stands apart. */
    private static @Nullable NtStatus signingRefusal(
            SigningAlgorithm session, SigningAlgorithm connection) {
        boolean sessionGmac = session == SigningAlgorithm.AES_GMAC;
        boolean connectionGmac = connection == SigningAlgorithm.AES_GMAC;
        if (sessionGmac == connectionGmac) {
            return null;
        }
        return sessionGmac ? REQUEST_OUT_OF_SEQUENCE : NtStatus.NOT_SUPPORTED;
    }
}
