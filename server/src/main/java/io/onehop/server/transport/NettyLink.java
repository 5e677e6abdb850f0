package io.onehop.server.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.onehop.wire.MalformedMessageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's TCP connection on a Netty channel. Runs on the channel's event loop.
 *
 * <p>Reading stops while more is unsent than the channel's high watermark, or while the listener
 * wants it so. A peer that has not proven who it is has little time and little memory.
 */
final class NettyLink extends NettyFrames {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLink.class);

    /** socket(7): the bytes that must have come before the system says that any have. */
    private static final IntegerUnixChannelOption RECEIVE_LOW_WATER_MARK =
            new IntegerUnixChannelOption("SO_RCVLOWAT", 1, 18);

    /** What is waited for at a time; a frame that lacks less is taken as it comes. */
    private static final int LOW_WATER_BYTES = 512 << 10;

    private final TcpListener.Shared shared;
    private final ReceiveBuffers receiveBuffers;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private @Nullable Future<?> deadline;
    private boolean trusted;
    private int lowWaterMark = 1;

    NettyLink(SocketChannel channel, TcpListener.Shared shared) {
        super(channel, true);
        this.shared = shared;
        this.remote = channel.remoteAddress();
        this.local = channel.localAddress();
        receiveBuffers = new ReceiveBuffers(assembler()::unfinished, assembler()::lastFrameBytes);
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
    public void authenticated() {
        if (!trusted) {
            trusted = true;
            cancelDeadline();
            assembler().trust();
            receiveBuffers.trust();
            shared.admission().authenticated(remote.getAddress());
        }
    }

    @Override
    public void expectDelivery(Runnable lost) {
        look(new Delivery(), lost);
    }

    private void look(Delivery delivery, Runnable lost) {
        var _ =
                channel()
                        .eventLoop()
                        .schedule(
                                () -> {
                                    switch (verdict(delivery)) {
                                        case TAKEN -> {}
                                        case LOST -> lost.run();
                                        case UNKNOWN -> look(delivery, lost);
                                    }
                                },
                                Delivery.LOOK_MILLIS,
                                TimeUnit.MILLISECONDS);
    }

    private Delivery.Verdict verdict(Delivery delivery) {
        if (!isOpen()) {
            return delivery.closed();
        }
        if (!(channel() instanceof EpollSocketChannel tcp)) {
            return delivery.open(true, false);
        }
        EpollTcpInfo info = tcp.tcpInfo();
        ChannelOutboundBuffer unsent = tcp.unsafe().outboundBuffer();
        boolean waiting = info.unacked() > 0 || (unsent != null && !unsent.isEmpty());
        return delivery.open(waiting, info.unacked() > 0 && info.retransmits() > 0);
    }

    /** Resets it: an ordinary end would wait behind what is not acknowledged. */
    @Override
    public void abort() {
        channel().config().setSoLinger(0);
        close();
    }

    /** Admitted and registered: begins the listener's life and the time to authenticate. */
    void begin(Acceptor acceptor) {
        listen(acceptor.accept(this));
        deadline =
                channel()
                        .eventLoop()
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
        if (!trusted && isOpen()) {
            LOG.debug("{}: no session in time", remote);
            close();
        }
    }

    /** A thread that is woken for each segment of a large write has to go to sleep as often. */
    @Override
    protected void lacking(int bytes) {
        int mark = bytes >= LOW_WATER_BYTES ? LOW_WATER_BYTES : 1;
        if (mark != lowWaterMark && isOpen() && channel() instanceof EpollSocketChannel) {
            lowWaterMark = mark;
            channel().config().setOption(RECEIVE_LOW_WATER_MARK, mark);
        }
    }

    @Override
    protected void malformed(MalformedMessageException problem) {
        LOG.debug("{}: {}", remote, problem.getMessage());
        shared.counters().malformed.increment();
    }

    @Override
    protected void countIn(int bytes) {
        shared.counters().bytesIn.add(bytes);
    }

    @Override
    protected void countOut(int bytes) {
        shared.counters().bytesOut.add(bytes);
    }

    @Override
    protected void ended(boolean listened) {
        cancelDeadline();
        shared.admission().closed(remote.getAddress(), trusted);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: {}", remote, cause.getMessage());
        } else {
            LOG.error("{}: connection closed by a fault of ours", remote, cause);
        }
        close();
    }
}
