package io.onehop.node.dns;

import io.onehop.base.Limits;
import io.onehop.node.dns.DnsResponder.Transport;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of the responder: UDP and TCP on each address. One virtual thread reads each UDP
 * socket and answers in turn; one accepts TCP connections and each of those has its own.
 */
public final class DnsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int IDLE_MILLIS = 10_000;

    private final DnsResponder responder;
    private final List<DatagramChannel> datagrams = new ArrayList<>();
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final Deque<Socket> connections = new ArrayDeque<>();
    private volatile boolean closed;

    private DnsServer(DnsResponder responder) {
        this.responder = responder;
    }

    /**
     * Listens on the addresses.
     *
     * @throws IOException naming the address that could not be had; nothing is left open then
     */
    public static DnsServer start(List<InetSocketAddress> addresses, DnsResponder responder)
            throws IOException {
        DnsServer server = new DnsServer(responder);
        for (InetSocketAddress address : addresses) {
            try {
                server.listen(address);
            } catch (IOException e) {
                server.close();
                throw new IOException("DNS cannot listen on " + address + ": " + e.getMessage(), e);
            }
        }
        server.serve();
        return server;
    }

    /** The port of the first address, for a server that was started on port 0. */
    public int port() {
        return listeners.getFirst().getLocalPort();
    }

    private void listen(InetSocketAddress address) throws IOException {
        ServerSocket listener = new ServerSocket();
        listeners.add(listener);
        listener.setReuseAddress(true);
        listener.bind(address);
        DatagramChannel channel = DatagramChannel.open();
        datagrams.add(channel);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, 256 << 10);
        channel.bind(new InetSocketAddress(address.getAddress(), listener.getLocalPort()));
    }

    private void serve() {
        for (DatagramChannel channel : datagrams) {
            Thread.ofVirtual().name("dns-udp").start(() -> answerDatagrams(channel));
        }
        for (ServerSocket listener : listeners) {
            Thread.ofVirtual().name("dns-tcp").start(() -> accept(listener));
        }
    }

    private void answerDatagrams(DatagramChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocate(Limits.MAX_DNS_QUERY_BYTES);
        while (!closed) {
            try {
                SocketAddress peer = channel.receive(buffer.clear());
                if (peer == null) {
                    continue;
                }
                byte[] query = new byte[buffer.flip().remaining()];
                buffer.get(query);
                byte[] answer = responder.answer(query, Transport.UDP);
                if (answer != null) {
                    channel.send(ByteBuffer.wrap(answer), peer);
                }
            } catch (IOException e) {
                if (!channel.isOpen()) {
                    return;
                }
                LOG.debug("DNS datagram: {}", e.getMessage());
            } catch (RuntimeException e) {
                // One query must not end the service for all others.
                LOG.error("DNS query failed", e);
            }
        }
    }

    private void accept(ServerSocket listener) {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                admit(socket);
                Thread.ofVirtual().name("dns-connection").start(() -> converse(socket));
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
                LOG.debug("DNS connection: {}", e.getMessage());
            }
        }
    }

    /** Keeps the number of connections bounded: who came first goes first. */
    private void admit(Socket socket) throws IOException {
        Socket oldest = null;
        synchronized (connections) {
            connections.addLast(socket);
            if (connections.size() > Limits.MAX_DNS_CONNECTIONS) {
                oldest = connections.pollFirst();
            }
        }
        if (oldest != null) {
            oldest.close();
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < Limits.MAX_DNS_QUERIES_PER_CONNECTION; i++) {
                int length = in.readUnsignedShort();
                if (length > Limits.MAX_DNS_QUERY_BYTES) {
                    return;
                }
                byte[] query = new byte[length];
                in.readFully(query);
                byte[] answer = responder.answer(query, Transport.TCP);
                if (answer == null) {
                    return;
                }
                ByteBuffer framed = ByteBuffer.allocate(2 + answer.length);
                framed.putShort((short) answer.length).put(answer);
                socket.getOutputStream().write(framed.array());
            }
        } catch (EOFException | SocketTimeoutException e) {
            // How every conversation ends.
            LOG.trace("DNS connection ended");
        } catch (IOException e) {
            LOG.debug("DNS connection: {}", e.getMessage());
        } finally {
            synchronized (connections) {
                connections.remove(socket);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (DatagramChannel channel : datagrams) {
            channel.close();
        }
        for (ServerSocket listener : listeners) {
            listener.close();
        }
        List<Socket> open;
        synchronized (connections) {
            open = List.copyOf(connections);
        }
        for (Socket socket : open) {
            socket.close();
        }
    }
}
