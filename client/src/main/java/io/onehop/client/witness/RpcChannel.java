package io.onehop.client.witness;

import io.onehop.client.connection.Authentication;
import io.onehop.client.connection.Credentials;
import io.onehop.rpc.ClientSecurity;
import io.onehop.rpc.RpcClientConnection;
import io.onehop.rpc.RpcSink;
import io.onehop.rpc.SpnegoSecurityContext;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.rpc.pdu.AuthTrailer;
import io.onehop.rpc.pdu.SyntaxId;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DCE/RPC connection over TCP. [MS-RPCE] 2.1.1.1. Any thread may call; the protocol's state is
 * guarded by one lock, and one thread reads.
 */
final class RpcChannel implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcChannel.class);
    private static final int BUFFER_BYTES = 8 << 10;
    private static final int BIND_SECONDS = 10;

    private final Object lock = new Object();
    private final SocketChannel channel;
    private final RpcClientConnection protocol;

    private RpcChannel(SocketChannel channel, SyntaxId syntax, @Nullable ClientSecurity security) {
        this.channel = channel;
        this.protocol = new RpcClientConnection(syntax, security, new Sink());
    }

    /** Connects and binds without authentication. */
    static RpcChannel open(InetSocketAddress address, SyntaxId syntax, int connectMillis)
            throws IOException {
        return open(address, syntax, null, connectMillis);
    }

    /** Connects and binds; every packet is signed. */
    static RpcChannel openSigned(
            InetSocketAddress address, SyntaxId syntax, Login login, int connectMillis)
            throws IOException {
        ClientSecurity security =
                new ClientSecurity(
                        AuthTrailer.SPNEGO,
                        AuthLevel.INTEGRITY,
                        SpnegoSecurityContext.client(
                                Authentication.spnego(
                                        login.credentials, "cifs/" + login.serverName, "ONEHOP")));
        return open(address, syntax, security, connectMillis);
    }

    /** Who calls whom. */
    record Login(String serverName, Credentials credentials) {}

    private static RpcChannel open(
            InetSocketAddress address,
            SyntaxId syntax,
            @Nullable ClientSecurity security,
            int connectMillis)
            throws IOException {
        SocketChannel socket = SocketChannel.open();
        try {
            socket.socket().connect(address, connectMillis);
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
        RpcChannel opened = new RpcChannel(socket, syntax, security);
        Thread.ofVirtual().name("rpc-read-" + address).start(opened::readLoop);
        boolean bound = false;
        try {
            opened.await(opened.protocol::bind, BIND_SECONDS);
            bound = true;
        } finally {
            if (!bound) {
                opened.close();
            }
        }
        return opened;
    }

    /** Makes a call and waits for its answer. */
    byte[] call(int opnum, byte[] stub, int timeoutSeconds) throws IOException {
        return await(() -> protocol.call(opnum, stub), timeoutSeconds);
    }

    private <T> T await(Supplier<CompletableFuture<T>> start, int seconds) throws IOException {
        CompletableFuture<T> future;
        synchronized (lock) {
            future = start.get();
        }
        try {
            return future.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a call");
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer for " + seconds + " s", e);
        }
    }

    private void readLoop() {
        String reason = "the reading thread ended";
        try {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            while (channel.read(buffer.clear()) >= 0) {
                buffer.flip();
                synchronized (lock) {
                    protocol.onBytes(buffer);
                }
            }
            reason = "the server closed the connection";
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        } finally {
            ended(reason);
        }
    }

    private void ended(String reason) {
        synchronized (lock) {
            protocol.onClosed(reason);
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing", e);
        }
    }

    @Override
    public void close() {
        ended("closed by this client");
    }

    private final class Sink implements RpcSink {
        @Override
        public void send(ByteBuffer packet) {
            try {
                while (packet.hasRemaining()) {
                    channel.write(packet);
                }
            } catch (IOException e) {
                // The reading thread finds out too, and ends every call.
                LOG.debug("sending", e);
                close(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void close(String reason) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("closing: {}", reason, e);
            }
        }
    }
}
