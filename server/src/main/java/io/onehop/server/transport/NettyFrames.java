package io.onehop.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.onehop.wire.MalformedMessageException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link on a Netty channel: what connections of clients and links between nodes have in common.
 * Cuts frames, writes them, and stops reading. Runs on the channel's event loop.
 *
 * <p>What is sent while a batch of frames is read leaves when the batch is over, in one system
 * call.
 */
public abstract class NettyFrames extends ChannelInboundHandlerAdapter implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(NettyFrames.class);
    private static final int MAX_MESSAGE_BYTES = 0xFF_FFFF;

    private final SocketChannel channel;
    private final FrameAssembler assembler;
    private final boolean holdsBack;
    private @Nullable Listener listener;
    private boolean paused;
    private boolean reading;
    private boolean flushWanted;

    /**
     * @param holdsBack whether this end stops reading while it cannot send
     */
    protected NettyFrames(SocketChannel channel, boolean holdsBack) {
        this.channel = channel;
        this.holdsBack = holdsBack;
        assembler = new FrameAssembler(channel.alloc());
    }

    protected final SocketChannel channel() {
        return channel;
    }

    protected final FrameAssembler assembler() {
        return assembler;
    }

    /** Who takes what comes from now on. */
    public void listen(Listener to) {
        listener = to;
    }

    /** The peer's bytes make no frame; the link is closed after this. */
    protected abstract void malformed(MalformedMessageException problem);

    /** A frame goes out: to count it. */
    protected void countOut(int bytes) {}

    /** A frame has come in: to count it. */
    protected void countIn(int bytes) {}

    /** All that had come was read, and so many bytes lack of a frame; 0 between frames. */
    protected void lacking(int bytes) {}

    /**
     * The channel is closed; the listener, if there is one, is told after this.
     *
     * @param listened whether there is one
     */
    protected abstract void ended(boolean listened);

    @Override
    public final boolean isOpen() {
        return channel.isActive();
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
    public final void execute(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            channel.eventLoop().execute(() -> guard(task));
        } catch (RejectedExecutionException e) {
            // The server has stopped: nobody is left to be answered.
            LOG.debug("{}: {}", remote(), e.getMessage());
        }
    }

    @Override
    public final void afterOthers(Runnable task) {
        List<SingleThreadEventLoop> loops = new ArrayList<>();
        for (EventExecutor loop : channel.eventLoop().parent()) {
            loops.add((SingleThreadEventLoop) loop);
        }
        AtomicInteger left = new AtomicInteger(loops.size());
        Runnable one =
                () -> {
                    if (left.decrementAndGet() == 0) {
                        execute(task);
                    }
                };
        try {
            loops.forEach(loop -> afterTurn(loop, one));
        } catch (RejectedExecutionException e) {
            // The server has stopped: nobody is left to be answered.
            LOG.debug("{}: {}", remote(), e.getMessage());
        }
    }

    /**
     * Runs a task after the next turn of a loop: what it reads, and the tasks that this leads to,
     * of which the end of a channel is one. Only {@code execute} starts a loop that had no channel.
     */
    private static void afterTurn(SingleThreadEventLoop loop, Runnable task) {
        atEndOfTurn(loop, () -> atEndOfTurn(loop, task));
    }

    private static void atEndOfTurn(SingleThreadEventLoop loop, Runnable task) {
        loop.execute(() -> loop.executeAfterEventLoopIteration(task));
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
    public final void send(List<ByteBuffer> parts, Runnable sent) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length = Math.addExact(length, part.remaining());
        }
        if (length > MAX_MESSAGE_BYTES) {
            throw new IllegalStateException("message of " + length + " bytes");
        }
        countOut(length);
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

    @Override
    public final void flush() {
        if (flushWanted) {
            flushWanted = false;
            channel.flush();
        }
    }

    @Override
    public final Frame allocate(int lengthBytes) {
        MessageMemory.Lent lent = MessageMemory.lend(lengthBytes);
        ByteBuffer bytes = lent.buffer().nioBuffer(0, lengthBytes);
        return new Frame(bytes.order(ByteOrder.LITTLE_ENDIAN), lent.release());
    }

    @Override
    public final void pause(boolean pause) {
        paused = pause;
        adjustReading();
    }

    @Override
    public final void close() {
        channel.close();
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        try {
            assembler.accept((ByteBuf) message, this::deliver);
        } catch (MalformedMessageException e) {
            malformed(e);
            channel.close();
        }
    }

    private void deliver(Frame frame) {
        Listener to = listener;
        if (to == null || !channel.isActive()) {
            frame.release().run();
            return;
        }
        countIn(frame.bytes().remaining());
        to.received(frame);
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        flush();
        lacking(assembler.missingBytes());
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext context) {
        adjustReading();
    }

    private void adjustReading() {
        if (!channel.isWritable() && reading) {
            // Unsent bytes that wait for the end of the batch would never become fewer.
            flush();
        }
        channel.config().setAutoRead(!paused && (!holdsBack || channel.isWritable()));
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        assembler.close();
        Listener to = listener;
        listener = null;
        ended(to != null);
        if (to != null) {
            to.closed();
        }
    }
}
