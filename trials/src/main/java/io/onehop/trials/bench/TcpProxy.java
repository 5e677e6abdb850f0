package io.onehop.trials.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A plain TCP proxy in a process of its own: what a relay would cost that does nothing but pass
 * bytes on. Arguments: own address and port, the target's address and port. Runs until killed.
 */
public final class TcpProxy {
    private static final int BUFFER_BYTES = 64 << 10;

    private TcpProxy() {}

    public static void main(String[] args) throws InterruptedException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        InetSocketAddress target = new InetSocketAddress(args[2], Integer.parseInt(args[3]));
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(EpollServerSocketChannel.class)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(BUFFER_BYTES))
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel client) {
                                        connect(client, target);
                                    }
                                })
                        .bind(args[0], Integer.parseInt(args[1]))
                        .sync();
        bound.channel().closeFuture().sync();
    }

    private static void connect(Channel client, InetSocketAddress target) {
        Pipe up = new Pipe();
        Pipe down = new Pipe();
        client.pipeline().addLast(up);
        ChannelFuture connecting =
                new Bootstrap()
                        .group(client.eventLoop())
                        .channel(EpollSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(BUFFER_BYTES))
                        .handler(down)
                        .connect(target);
        connecting.addListener(
                connected -> {
                    if (!connected.isSuccess()) {
                        client.close();
                        return;
                    }
                    Channel server = connecting.channel();
                    up.other = server;
                    down.other = client;
                    client.config().setAutoRead(true);
                });
    }

    /** Passes what one side sends to the other, which slows it down when it is full. */
    private static final class Pipe extends ChannelInboundHandlerAdapter {
        private @Nullable Channel other;

        private Channel other() {
            Channel known = other;
            if (known == null) {
                throw new IllegalStateException("read before both sides were connected");
            }
            return known;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            other().write(message, other().voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            other().flush();
            context.channel().config().setAutoRead(other().isWritable());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            Channel source = other;
            if (source != null) {
                source.config().setAutoRead(context.channel().isWritable());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (other != null) {
                other.close();
            }
        }
    }
}
