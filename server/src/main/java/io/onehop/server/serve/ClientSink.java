package io.onehop.server.serve;

import io.onehop.wire.smb2.Response;

/** The way to a client for what it did not ask for. Called from any thread; does not block. */
public interface ClientSink {
    /**
     * Sends an oplock or lease break notification on any channel of the session (an oplock break)
     * or any connection of the client (a lease break).
     *
     * @param sent run once when it was handed to the system, or never will be; from any thread
     * @return false when no connection is left to send it on; nothing is run then
     */
    boolean sendBreak(Response notification, Runnable sent);

    /**
     * Ends the session's connections: what the client was promised can no longer be kept, and it
     * must not go on with what it caches.
     */
    void disconnect();
}
