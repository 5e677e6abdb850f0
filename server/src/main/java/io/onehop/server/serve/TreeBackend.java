package io.onehop.server.serve;

import java.util.function.Consumer;

/**
 * Works on the requests of one tree connect: on this node, at the owner of its volume, or on a
 * named pipe. Called by one thread at a time.
 */
public interface TreeBackend extends AutoCloseable {
    /**
     * Begins a request and returns without blocking. Requests begin in the order of the calls; they
     * may end in another.
     *
     * @param sink takes the one reply, from any thread, maybe before this returns; a {@link
     *     Reply.Pending} is that reply when the command waits
     */
    void execute(RequestMessage message, Consumer<Reply> sink);

    /** The tree is disconnected: closes all it has open, without waiting. */
    @Override
    void close();
}
