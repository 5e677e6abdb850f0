package io.onehop.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.onehop.wire.MalformedMessageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP connection on a Netty channel. Runs on the channel's event loop.
 *
 * <p>Reading stops while more is unsent than the channel's high watermark, or while the listener
 * wants it so.
 */
final class NettyLink extends ChannelInboundHandlerAdapter implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLink.class);
    private static final int MAX_MESSAGE_BYTES = 0xFF_FFFF;

    private final SocketChannel channel;
    private final TcpListener.Shared shared;
    private final FrameAssembler assembler;
    private final ReceiveBuffers receiveBuffers;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private @Nullable Listener listener;
    private @Nullable Future<?> deadline;
    private boolean trusted;
    private boolean pausedByListener;
    private boolean reading;
    private boolean flushWanted;

    NettyLink(SocketChannel channel, TcpListener.Shared shared) {
        this.channel = channel;
        this.shared = shared;
        this.remote = channel.remoteAddress();
        this.local = channel.localAddress();
        assembler = new FrameAssembler(channel.alloc());
        receiveBuffers = new ReceiveBuffers(assembler::unfinished);
        channel.config().setRecvByteBufAllocator(receiveBuffers);
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public void execute(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            channel.eventLoop().execute(() -> guard(task));
        } catch (RejectedExecutionException e) {
            // The server has stopped: nobody is left to be answered.
            LOG.debug("{}: {}", remote, e.getMessage());
        }
    }

    /** What fails by a fault of ours must not leave a connection that waits for ever. */
    private void guard(Runnable task) {
        boolean done = false;
        try {
            task.run();
            done = true;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    @Override
    public void send(List<ByteBuffer> parts, Runnable sent) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length = Math.addExact(length, part.remaining());
        }
        if (length > MAX_MESSAGE_BYTES) {
            throw new IllegalStateException("message of " + length + " bytes");
        }
        shared.counters().bytesOut.add(length);
        // The framing shares a buffer with the first part, which is small: header and fixed fields.
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
        if (!trusted) {
            trusted = true;
            cancelDeadline();
            assembler.trust();
            receiveBuffers.trust();
            shared.admission().authenticated(remote.getAddress());
        }
    }

    @Override
    public void pause(boolean paused) {
        pausedByListener = paused;
        adjustReading();
    }

    @Override
    public void close() {
        channel.close();
    }

    /** Admitted and registered: begins the listener's life and the time to authenticate. */
    void begin(Acceptor acceptor) {
        listener = acceptor.accept(this);
        deadline =
                channel.eventLoop()
                        .schedule(
                                this::closeStranger,
                                shared.config().unauthenticatedMillis(),
                                TimeUnit.MILLISECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void closeStranger() {
        if (!trusted && channel.isActive()) {
            LOG.debug("{}: no session in time", remote);
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        try {
            assembler.accept((ByteBuf) message, this::deliver);
        } catch (MalformedMessageException e) {
            LOG.debug("{}: {}", remote, e.getMessage());
            shared.counters().malformed.increment();
            channel.close();
        }
    }

    private void deliver(Frame frame) {
        Listener to = listener;
        if (to == null || !channel.isActive()) {
            frame.release().run();
            return;
        }
        shared.counters().bytesIn.add(frame.bytes().remaining());
        to.received(frame);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        adjustReading();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancelDeadline();
        assembler.close();
        shared.admission().closed(remote.getAddress(), trusted);
        Listener to = listener;
        listener = null;
        if (to != null) {
            to.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: {}", remote, cause.getMessage());
        } else {
            LOG.error("{}: connection closed by a fault of ours", remote, cause);
        }
        channel.close();
    }

    private void adjustReading() {
        if (!channel.isWritable() && reading) {
            // Unsent bytes that wait for the end of the batch would never become fewer.
            flush();
        }
        channel.config().setAutoRead(!pausedByListener && channel.isWritable());
    }
}
