package io.onehop.server.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.ThreadExecutorMap;
import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.NodeState;
import io.onehop.server.serve.RequestHandler;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.volumes.VolumeHost;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links between nodes: takes those of other nodes, whose clients use volumes that this node owns,
 * and opens those to owners. Thread safe.
 */
public final class PeerTransport implements RelayConnector, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerTransport.class);
    private static final WriteBufferWaterMark WATERMARKS =
            new WriteBufferWaterMark(2 << 20, 8 << 20);
    private static final int CONNECT_MILLIS = 2_000;

    /** A machine that vanished is noticed after about ten seconds, whether data is on its way. */
    private static final int KEEP_IDLE_SECONDS = 4;

    private static final int KEEP_INTERVAL_SECONDS = 2;
    private static final int KEEP_COUNT = 3;
    private static final int UNACKNOWLEDGED_MILLIS = 10_000;

    /**
     * What relayed sessions work with.
     *
     * @param tls null only in tests
     */
    public record Parts(
            ClusterView cluster,
            VolumeHost volumes,
            RequestHandler handler,
            @Nullable PeerTls tls) {}

    private final Parts parts;
    private final EventLoopGroup group;
    private final boolean epoll = Epoll.isAvailable();
    private final Set<ServedSession> sessions = ConcurrentHashMap.newKeySet();

    /** Open links by the name of the node at the other end. */
    private final Map<String, Set<PeerLink>> links = new ConcurrentHashMap<>();

    private @Nullable Channel listening;

    private PeerTransport(Parts parts, int threads) {
        this.parts = parts;
        group =
                new MultiThreadIoEventLoopGroup(
                        threads,
                        new DefaultThreadFactory("peer", true),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /**
     * Listens for other nodes.
     *
     * @param threads event loop threads; 0 for two a processor
     * @throws IOException when the address cannot be had
     */
    public static PeerTransport open(Parts parts, InetSocketAddress address, int threads)
            throws IOException {
        PeerTransport transport = new PeerTransport(parts, threads);
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(transport.group)
                        .channel(
                                transport.epoll
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(transport.initializer(null, transport::accept))
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            transport.close();
            throw new IOException("cannot listen on " + address, bound.cause());
        }
        transport.listening = bound.channel();
        parts.cluster().onChange(transport::dropDead);
        return transport;
    }

    /** The sessions of other nodes' clients that this node works for now. */
    public Set<ServedSession> sessions() {
        return Set.copyOf(sessions);
    }

    private ChannelInitializer<SocketChannel> initializer(
            @Nullable NodeState to, Consumer<PeerLink> ready) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                configure(channel);
                PeerTls tls = parts.tls();
                if (tls != null) {
                    channel.pipeline()
                            .addLast(
                                    to == null
                                            ? tls.server(channel.alloc())
                                            : tls.client(channel.alloc(), to));
                }
                channel.pipeline().addLast(new PeerLink(channel, tls != null, to == null, ready));
            }
        };
    }

    /** The same at both ends of a link. */
    private static void configure(SocketChannel channel) {
        channel.config()
                .setAllocator(PooledByteBufAllocator.DEFAULT)
                .setWriteBufferWaterMark(WATERMARKS)
                .setTcpNoDelay(true)
                .setKeepAlive(true);
        if (channel.config() instanceof EpollSocketChannelConfig epoll) {
            epoll.setTcpKeepIdle(KEEP_IDLE_SECONDS)
                    .setTcpKeepIntvl(KEEP_INTERVAL_SECONDS)
                    .setTcpKeepCnt(KEEP_COUNT)
                    .setTcpUserTimeout(UNACKNOWLEDGED_MILLIS);
        }
    }

    /**
     * The cluster declared a node down, or it started again: what it relayed is over, and nothing
     * will answer there. A machine that vanished says no goodbye, and its clients' opens must not
     * stay.
     */
    private void dropDead(ClusterState old, ClusterState next) {
        for (NodeState before : old.nodes().values()) {
            NodeState now = next.nodes().get(Names.key(before.name()));
            boolean same = now != null && now.up() && now.incarnation() == before.incarnation();
            if (before.up() && !same) {
                links.getOrDefault(Names.key(before.name()), Set.of()).forEach(PeerLink::close);
            }
        }
    }

    private void remember(String peer, PeerLink link) {
        Set<PeerLink> all =
                links.computeIfAbsent(Names.key(peer), k -> ConcurrentHashMap.newKeySet());
        all.add(link);
        link.end().addListener(done -> all.remove(link));
    }

    private void accept(PeerLink link) {
        String peer = peerName(link);
        remember(peer, link);
        // Asked after it is remembered: a change that comes later finds it and closes it.
        if (!peer.isEmpty() && parts.cluster().state().node(peer).filter(NodeState::up).isEmpty()) {
            LOG.warn("node {} is turned away: it is no member of the cluster, or is down", peer);
            link.close();
            return;
        }
        link.listen(new RelayedSession(link, parts, sessions, peer));
    }

    /** The name in the peer's certificate; without TLS, in tests, anything goes. */
    private static String peerName(PeerLink link) {
        SslHandler handler = link.security();
        return handler == null ? "" : PeerTls.peerName(handler.engine().getSession());
    }

    @Override
    public void connect(NodeState node, Target target) {
        Consumer<PeerLink> ready =
                link -> {
                    String peer = peerName(link);
                    if (!peer.isEmpty() && !peer.equalsIgnoreCase(node.name())) {
                        target.failed("node " + peer + " answers at the address of " + node.name());
                        link.close();
                        return;
                    }
                    remember(node.name(), link);
                    link.listen(target);
                    target.connected(link);
                };
        ChannelFuture connecting =
                new Bootstrap()
                        .group(nearest())
                        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        .handler(initializer(node, ready))
                        .connect(node.clusterAddress(), node.ports().peer());
        connecting.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        target.failed(String.valueOf(done.cause().getMessage()));
                        return;
                    }
                    PeerLink link = connecting.channel().pipeline().get(PeerLink.class);
                    // A link that ends before it is ready has no listener to tell.
                    connecting
                            .channel()
                            .closeFuture()
                            .addListener(
                                    closed ->
                                            target.failed(
                                                    link == null
                                                            ? "closed"
                                                            : String.valueOf(link.failure())));
                });
    }

    /**
     * The event loop that asks, so that a request and its answer change threads nowhere between the
     * client's connection and the link; any of ours when no event loop asks.
     */
    private EventLoopGroup nearest() {
        Class<? extends IoHandler> kind = epoll ? EpollIoHandler.class : NioIoHandler.class;
        return ThreadExecutorMap.currentExecutor() instanceof IoEventLoop loop
                        && loop.isIoType(kind)
                ? loop
                : group;
    }

    @Override
    public void close() {
        Channel channel = listening;
        if (channel != null) {
            channel.close().awaitUninterruptibly();
        }
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
