package io.onehop.trials.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests and answers of the size of a READ of 4 KiB between two parties that do nothing else: the
 * floor below a server with as many connections on this machine.
 */
final class PlainTcp implements AutoCloseable {
    private static final int REQUEST_BYTES = 117;
    private static final int ANSWER_BYTES = 84 + (4 << 10);

    private final EventLoopGroup servers = loops();
    private final EventLoopGroup clients = loops();
    private final LongAdder answered = new LongAdder();
    private final InetSocketAddress address;

    /** Listens on a port of the loopback interface. */
    PlainTcp() {
        Channel listening =
                new ServerBootstrap()
                        .group(servers)
                        .channel(EpollServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        channel.pipeline()
                                                .addLast(new Party(REQUEST_BYTES, ANSWER_BYTES));
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
        address = (InetSocketAddress) listening.localAddress();
    }

    private static EventLoopGroup loops() {
        return new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(), EpollIoHandler.newFactory());
    }

    /** Requests that were answered in a second, one at a time on each of so many connections. */
    double rate(int connections, long nanos) throws InterruptedException {
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            channels.add(
                    new Bootstrap()
                            .group(clients)
                            .channel(EpollSocketChannel.class)
                            .option(ChannelOption.TCP_NODELAY, true)
                            .handler(new Client())
                            .connect(address)
                            .sync()
                            .channel());
        }
        channels.forEach(channel -> Party.send(channel, REQUEST_BYTES));
        TimeUnit.NANOSECONDS.sleep(nanos / 2);
        long before = answered.sum();
        long began = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(nanos);
        double rate = (answered.sum() - before) / ((System.nanoTime() - began) / 1e9);
        for (Channel channel : channels) {
            channel.close().sync();
        }
        return rate;
    }

    @Override
    public void close() {
        clients.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        servers.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Sends something whenever so many bytes have come. */
    private static class Party extends ChannelInboundHandlerAdapter {
        private final int takes;
        private final int gives;
        private int came;

        Party(int takes, int gives) {
            this.takes = takes;
            this.gives = gives;
        }

        static void send(Channel channel, int bytes) {
            channel.writeAndFlush(
                    channel.alloc().directBuffer(bytes).writeZero(bytes), channel.voidPromise());
        }

        /** All of a message is here. */
        void complete() {}

        @Override
        public final void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            came += bytes.readableBytes();
            bytes.release();
            if (came >= takes) {
                came -= takes;
                complete();
                send(context.channel(), gives);
            }
        }
    }

    private final class Client extends Party {
        Client() {
            super(ANSWER_BYTES, REQUEST_BYTES);
        }

        @Override
        void complete() {
            answered.increment();
        }
    }
}
