package io.onehop.server.rpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.onehop.rpc.RpcPeer;
import io.onehop.rpc.RpcServerConnection;
import io.onehop.rpc.RpcService;
import io.onehop.rpc.RpcSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for DCE/RPC over TCP ([MS-RPCE] 2.1.1.1) on one address. Thread safe. */
public final class RpcTcpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcTcpListener.class);
    private static final int RECEIVE_BYTES = 4096;
    private static final int MAX_CONNECTIONS = 16_384;
    private static final int MAX_UNSENT_BYTES = 1 << 20;

    /** A connection on which no call waits and nothing is said for this long is closed. */
    private static final int IDLE_SECONDS = 60;

    private final RpcService service;
    private final ChannelGroup connections =
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Channel listening;

    private RpcTcpListener(EventLoopGroup group, RpcService service, InetSocketAddress address)
            throws IOException {
        this.service = service;
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        take(channel);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + address, bound.cause());
        }
        listening = bound.channel();
    }

    /**
     * Listens.
     *
     * @param group of NIO event loops, shared by the listeners of a node
     * @throws IOException when the address cannot be had
     */
    public static RpcTcpListener open(
            EventLoopGroup group, RpcService service, InetSocketAddress address)
            throws IOException {
        return new RpcTcpListener(group, service, address);
    }

    private void take(SocketChannel channel) {
        if (connections.size() >= MAX_CONNECTIONS) {
            channel.close();
            return;
        }
        connections.add(channel);
        channel.pipeline().addLast(new Connection(channel));
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }

    /** One connection, on its event loop. */
    private final class Connection extends ChannelInboundHandlerAdapter implements RpcSink {
        private final SocketChannel channel;
        private @Nullable RpcServerConnection rpc;
        private boolean heard;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            RpcPeer peer = new RpcPeer(channel.localAddress(), channel.remoteAddress(), null);
            rpc = new RpcServerConnection(service, peer, this, channel.eventLoop());
            watchIdle();
        }

        private void watchIdle() {
            channel.eventLoop()
                    .schedule(
                            () -> {
                                RpcServerConnection open = rpc;
                                if (open == null) {
                                    return;
                                }
                                if (!heard && open.outstandingCalls() == 0) {
                                    channel.close();
                                } else {
                                    heard = false;
                                    watchIdle();
                                }
                            },
                            IDLE_SECONDS,
                            TimeUnit.SECONDS);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            try {
                heard = true;
                RpcServerConnection open = rpc;
                if (open != null) {
                    open.onBytes(bytes.nioBuffer());
                }
            } finally {
                bytes.release();
            }
        }

        @Override
        public void send(ByteBuffer packet) {
            var unsent = channel.unsafe().outboundBuffer();
            if (unsent != null && unsent.totalPendingWriteBytes() > MAX_UNSENT_BYTES) {
                close("the client does not read");
                return;
            }
            channel.writeAndFlush(Unpooled.wrappedBuffer(packet));
        }

        @Override
        public void close(String reason) {
            LOG.debug("{}: {}", channel.remoteAddress(), reason);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            RpcServerConnection open = rpc;
            rpc = null;
            if (open != null) {
                open.onClosed();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                LOG.debug("{}: {}", channel.remoteAddress(), cause.getMessage());
            } else {
                LOG.error("{}: closed by a fault of ours", channel.remoteAddress(), cause);
            }
            channel.close();
        }
    }
}
