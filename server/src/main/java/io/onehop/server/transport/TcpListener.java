package io.onehop.server.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.onehop.server.ServerCounters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Listens for TCP connections and makes a {@link Link} of each. Uses epoll, or the JDK's selectors
 * where there is no epoll. Thread safe.
 */
public final class TcpListener implements AutoCloseable {
    /**
     * Unsent bytes of one client above which its requests are no longer read, and below which they
     * are again: about two of the largest replies.
     */
    private static final WriteBufferWaterMark WATERMARKS =
            new WriteBufferWaterMark(4 << 20, 16 << 20);

    private static final int BACKLOG = 4096;
    private static final int KEEP_IDLE_SECONDS = 30;
    private static final int KEEP_INTERVAL_SECONDS = 5;
    private static final int KEEP_COUNT = 5;

    /**
     * About what Windows' five retransmissions take: less than the time for the answer to a break,
     * so that who waits for a client that cannot be reached waits no longer than this.
     */
    private static final int UNACKNOWLEDGED_MILLIS = 20_000;

    /** What all links of a listener have in common. */
    record Shared(TransportConfig config, Admission admission, ServerCounters counters) {}

    private final Shared shared;
    private final EventLoopGroup group;
    private final ChannelGroup links = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final List<Channel> listening = new ArrayList<>();

    private TcpListener(Shared shared, EventLoopGroup group) {
        this.shared = shared;
        this.group = group;
    }

    /**
     * Listens.
     *
     * @throws IOException when an address cannot be had; nothing listens then
     */
    public static TcpListener open(
            TransportConfig config, ServerCounters counters, Link.Acceptor acceptor)
            throws IOException {
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        config.threads(),
                        new DefaultThreadFactory("smb", true),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Admission admission =
                new Admission(config.maxConnections(), config.maxUnauthenticatedPerAddress());
        TcpListener listener = new TcpListener(new Shared(config, admission, counters), group);
        ServerBootstrap bootstrap = listener.bootstrap(epoll, acceptor);
        for (InetSocketAddress address : config.addresses()) {
            ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                listener.close();
                throw new IOException("cannot listen on " + address, bound.cause());
            }
            listener.listening.add(bound.channel());
        }
        return listener;
    }

    private ServerBootstrap bootstrap(boolean epoll, Link.Acceptor acceptor) {
        Class<? extends ServerChannel> type =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(type)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARKS);
        if (epoll) {
            bootstrap
                    .childOption(EpollChannelOption.TCP_KEEPIDLE, KEEP_IDLE_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEP_INTERVAL_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPCNT, KEEP_COUNT)
                    .childOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
        }
        return bootstrap.childHandler(
                new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        take(channel, acceptor);
                    }
                });
    }

    private void take(SocketChannel channel, Link.Acceptor acceptor) {
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null || !shared.admission().admit(remote.getAddress())) {
            shared.counters().connectionsRefused.increment();
            channel.close();
            return;
        }
        shared.counters().connectionsAccepted.increment();
        NettyLink link = new NettyLink(channel, shared);
        links.add(channel);
        channel.pipeline().addLast(link);
        link.begin(acceptor);
    }

    /** The addresses that are listened on, with the ports that were found for port 0. */
    public List<InetSocketAddress> addresses() {
        return listening.stream().map(c -> (InetSocketAddress) c.localAddress()).toList();
    }

    /** Connections at this moment. */
    public int connections() {
        return shared.admission().connections();
    }

    /** Takes no new connections, but keeps those there are. */
    public void stopAccepting() {
        for (Channel channel : listening) {
            channel.close().awaitUninterruptibly();
        }
    }

    /** Closes all connections and frees the addresses. */
    @Override
    public void close() {
        stopAccepting();
        links.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
