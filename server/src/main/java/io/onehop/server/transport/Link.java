package io.onehop.server.transport;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One connection of some transport. All methods but {@link #execute} and {@link #close} are called
 * on the link's own thread.
 */
public interface Link {
    /** The peer's address and port. */
    InetSocketAddress remote();

    /** The address and port of ours that the peer connected to. */
    InetSocketAddress local();

    /** Runs a task on the link's thread: at once if that is this thread. From any thread. */
    void execute(Runnable task);

    /**
     * Runs a task on the link's thread when what came over the transport's other links before now
     * was taken, also that they ended: a peer that left by one and went on by this one did so in
     * this order. From any thread.
     */
    void afterOthers(Runnable task);

    boolean isOpen();

    /**
     * Sends one message. The parts are not copied where the transport can avoid it.
     *
     * @param parts the message; their positions are not moved
     * @param sent run once when the parts are no longer needed, sent or not
     */
    void send(List<ByteBuffer> parts, Runnable sent);

    /** Hands to the system what was sent, instead of waiting for more that may leave with it. */
    void flush();

    /**
     * Notices when the peer's machine does not take what was sent: it is off, or the way to it is
     * broken. A transport that cannot tell calls nobody.
     *
     * @param lost run on the link's thread, once at most
     */
    default void expectDelivery(Runnable lost) {}

    /** Memory for a message to be sent, of exactly so many bytes. From any thread. */
    Frame allocate(int lengthBytes);

    /** The peer has proven who it is: larger frames are taken and it may be idle from now on. */
    void authenticated();

    /** Stops taking frames in, or goes on, for a reason of the listener's. */
    void pause(boolean paused);

    /** Ends the connection; what was sent before may be lost. From any thread. */
    void close();

    /**
     * Ends a connection that its peer does not acknowledge anything on any more, and lets the peer
     * know of it at once where the transport can. From any thread.
     */
    default void abort() {
        close();
    }

    /** Takes what comes over a link. On the link's thread. */
    interface Listener {
        /** A message; the listener releases it. */
        void received(Frame frame);

        /** The link is gone. Called once, last. */
        void closed();
    }

    /** Makes the listener of a new link, on the link's thread. */
    @FunctionalInterface
    interface Acceptor {
        Listener accept(Link link);
    }
}
