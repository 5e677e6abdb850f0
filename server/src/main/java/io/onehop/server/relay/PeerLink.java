package io.onehop.server.relay;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.onehop.server.transport.NettyFrames;
import io.onehop.wire.MalformedMessageException;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link between two nodes on a Netty channel with mutual TLS. Runs on the channel's event loop.
 *
 * <p>The owner's end stops reading requests while more answers are unsent than the channel's high
 * watermark. The other end always reads: what it may hold is bounded by what its client may have
 * outstanding, and if both ends could stop, neither might go on.
 */
final class PeerLink extends NettyFrames {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    private final Consumer<PeerLink> ready;
    private final boolean tls;
    private @Nullable Throwable failure;

    /**
     * @param holdsBack whether this end stops reading while it cannot send
     * @param ready is told once the peer has proven who it is; must set a listener or close the
     *     link
     */
    PeerLink(SocketChannel channel, boolean tls, boolean holdsBack, Consumer<PeerLink> ready) {
        super(channel, holdsBack);
        this.tls = tls;
        this.ready = ready;
        assembler().trust();
    }

    /** Why the link ended before it was ready, if it did. */
    @Nullable Throwable failure() {
        return failure;
    }

    /** What TLS knows of the peer, or null without TLS. */
    @Nullable SslHandler security() {
        return channel().pipeline().get(SslHandler.class);
    }

    /** Completes when the link has ended. */
    ChannelFuture end() {
        return channel().closeFuture();
    }

    @Override
    public void authenticated() {
        // TLS has done it before anything is read.
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!tls) {
            ready.accept(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                ready.accept(this);
            } else {
                failure = handshake.cause();
                close();
            }
        }
    }

    @Override
    protected void malformed(MalformedMessageException problem) {
        LOG.warn("{}: {}", remote(), problem.getMessage());
    }

    @Override
    protected void ended(boolean listened) {
        if (!listened && failure == null) {
            failure = new IOException("closed before it was ready");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failure = cause;
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            LOG.debug("{}: {}", remote(), cause.getMessage());
        } else {
            LOG.error("{}: link closed by a fault of ours", remote(), cause);
        }
        close();
    }
}
