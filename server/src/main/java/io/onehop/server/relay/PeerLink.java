package io.onehop.server.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.onehop.server.transport.Frame;
import io.onehop.server.transport.FrameAssembler;
import io.onehop.server.transport.Link;
import io.onehop.wire.MalformedMessageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
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
final class PeerLink extends ChannelInboundHandlerAdapter implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    private static final int MAX_FRAME_BYTES = 0xFF_FFFF;

    private final SocketChannel channel;
    private final FrameAssembler assembler;
    private final Consumer<PeerLink> ready;
    private final boolean tls;
    private final boolean holdsBack;
    private @Nullable Listener listener;
    private @Nullable Throwable failure;
    private boolean paused;
    private boolean reading;
    private boolean flushWanted;

    /**
     * @param holdsBack whether this end stops reading while it cannot send
     * @param ready is told once the peer has proven who it is; must set a listener or close the
     *     link
     */
    PeerLink(SocketChannel channel, boolean tls, boolean holdsBack, Consumer<PeerLink> ready) {
        this.channel = channel;
        this.tls = tls;
        this.holdsBack = holdsBack;
        this.ready = ready;
        assembler = new FrameAssembler(channel.alloc());
        assembler.trust();
    }

    void listen(Listener to) {
        listener = to;
    }

    /** Why the link ended before it was ready, if it did. */
    @Nullable Throwable failure() {
        return failure;
    }

    SocketChannel channel() {
        return channel;
    }

    @Override
    public InetSocketAddress remote() {
        return channel.remoteAddress();
    }

    @Override
    public InetSocketAddress local() {
        return channel.localAddress();
    }

    @Override
    public void execute(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public void send(List<ByteBuffer> parts, Runnable sent) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length = Math.addExact(length, part.remaining());
        }
        if (length > MAX_FRAME_BYTES) {
            throw new IllegalStateException("message of " + length + " bytes");
        }
        ByteBuffer first = parts.getFirst();
        ByteBuf head = channel.alloc().directBuffer(4 + first.remaining());
        head.writeInt(length).writeBytes(first.duplicate());
        for (int i = 1; i < parts.size(); i++) {
            channel.write(head, channel.voidPromise());
            head = Unpooled.wrappedBuffer(parts.get(i));
        }
        channel.write(head).addListener(done -> sent.run());
        if (!flushWanted) {
            flushWanted = true;
            if (!reading) {
                // What other threads have handed over meanwhile leaves in the same system call.
                channel.eventLoop().execute(this::flush);
            }
        }
    }

    private void flush() {
        if (flushWanted) {
            flushWanted = false;
            channel.flush();
        }
    }

    @Override
    public Frame allocate(int lengthBytes) {
        ByteBuf buffer = channel.alloc().directBuffer(lengthBytes, lengthBytes);
        ByteBuffer bytes = buffer.nioBuffer(0, lengthBytes);
        return new Frame(bytes.order(ByteOrder.LITTLE_ENDIAN), buffer::release);
    }

    @Override
    public void authenticated() {
        // TLS has done it before anything is read.
    }

    @Override
    public void pause(boolean pause) {
        paused = pause;
        adjustReading();
    }

    @Override
    public void close() {
        channel.close();
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
                channel.close();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        try {
            assembler.accept((ByteBuf) message, this::deliver);
        } catch (MalformedMessageException e) {
            LOG.warn("{}: {}", channel.remoteAddress(), e.getMessage());
            channel.close();
        }
    }

    private void deliver(Frame frame) {
        Listener to = listener;
        if (to == null || !channel.isActive()) {
            frame.release().run();
            return;
        }
        to.received(frame);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!channel.isWritable() && reading) {
            // Unsent bytes that wait for the end of the batch would never become fewer.
            flush();
        }
        adjustReading();
    }

    private void adjustReading() {
        channel.config().setAutoRead(!paused && (!holdsBack || channel.isWritable()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        assembler.close();
        Listener to = listener;
        listener = null;
        if (to != null) {
            to.closed();
        } else if (failure == null) {
            failure = new IOException("closed before it was ready");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failure = cause;
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            LOG.debug("{}: {}", channel.remoteAddress(), cause.getMessage());
        } else {
            LOG.error("{}: link closed by a fault of ours", channel.remoteAddress(), cause);
        }
        channel.close();
    }
}
