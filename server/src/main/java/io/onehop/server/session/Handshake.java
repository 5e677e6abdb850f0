package io.onehop.server.session;

import io.onehop.wire.crypto.PreauthHash;
import io.onehop.wire.spnego.SpnegoServer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An authentication under way on one connection, over several SESSION_SETUP legs. [MS-SMB2]
 * 3.3.1.15, 3.3.5.5. Belongs to the connection's thread.
 */
final class Handshake {
    /** What it is for. */
    enum Purpose {
        /** A session that is not there yet. */
        NEW,
        /** A session that runs on this connection: the user proves himself again. */
        REAUTHENTICATION,
        /** A session that is to run over this connection as well. */
        BINDING
    }

    private final Purpose purpose;
    private final long sessionId;
    private final @Nullable Session session;
    private final SpnegoServer security;
    private final String[] lastUser;
    private PreauthHash preauth;

    Handshake(
            Purpose purpose,
            long sessionId,
            @Nullable Session session,
            Login login,
            PreauthHash preauth) {
        this.purpose = purpose;
        this.sessionId = sessionId;
        this.session = session;
        this.security = login.security;
        this.lastUser = login.user;
        this.preauth = preauth;
    }

    /**
     * The acceptor of tokens.
     *
     * @param user its one element is the name that the client last gave, for the log
     */
    record Login(SpnegoServer security, String[] user) {}

    Purpose purpose() {
        return purpose;
    }

    long sessionId() {
        return sessionId;
    }

    /** The session that there is already. */
    Session existing() {
        if (session == null) {
            throw new IllegalStateException("a new session does not exist yet");
        }
        return session;
    }

    SpnegoServer security() {
        return security;
    }

    String user() {
        return lastUser[0];
    }

    PreauthHash preauth() {
        return preauth;
    }

    /** A whole request or a whole response that is not the last one. */
    void hash(ByteBuffer... message) {
        preauth = preauth.then(message);
    }
}
