package io.onehop.server.session;

import io.onehop.wire.smb2.Response;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection as its sessions see it. All methods may be called from any thread. */
public interface SessionLink {
    /** Its number in this process, for people. */
    long connectionId();

    /** The peer's address and port, for people. */
    String remote();

    /** The peer's end of it. */
    InetSocketAddress remoteAddress();

    /** Our end of it. */
    InetSocketAddress localAddress();

    /** Whether something may be sent on it. */
    boolean isOpen();

    /**
     * Sends an oplock break, under the session, or with null a lease break.
     *
     * @param lost run when it seems not to get through, so that it is sent another way; it may
     *     arrive after all
     * @param sent run once, when it was handed to the system or never will be
     */
    void sendBreak(@Nullable Session session, Response notification, Runnable lost, Runnable sent);

    /** The session is gone: its requests are cancelled and its id is unknown from now on. */
    void forget(Session session);

    /** The tree is gone: its requests are cancelled. */
    void forget(TreeConnect tree);

    /** Ends the connection. */
    void close();

    /** Ends the connection, which does not get through, so that the client notices at once. */
    void abort();
}
