package io.onehop.client;

import io.onehop.client.connection.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of one file server, as one user.
 *
 * <pre>{@code
 * try (SmbClient client = SmbClient.connect(ServerAddress.of("sofs1"), Credentials.of("user", "secret"));
 *         Share share = client.share("CSV1-Share");
 *         RemoteFile file = share.open("vm/disk.vhdx", OpenMode.READ_WRITE)) {
 *     file.write(0, ByteBuffer.wrap(bytes));
 *     file.flush();
 * }
 * }</pre>
 *
 * Thread safe.
 */
public final class SmbClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmbClient.class);
    private static final int MOST_MOVES_KEPT = 1000;

    private final ServerAddress server;
    private final Credentials credentials;
    private final ClientOptions options;
    private final List<Consumer<MoveEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    // Guarded by the lock.
    private final Map<String, Share> shares = new HashMap<>();
    private final List<MoveEvent> moves = new ArrayList<>();

    private SmbClient(ServerAddress server, Credentials credentials, ClientOptions options) {
        this.server = server;
        this.credentials = credentials;
        this.options = options;
    }

    /** A client with the usual options. */
    public static SmbClient connect(ServerAddress server, Credentials credentials) {
        return connect(server, credentials, ClientOptions.DEFAULT);
    }

    /**
     * A client. It connects when the first share is used, because every share has connections of
     * its own; wrong names and passwords are found then.
     */
    public static SmbClient connect(
            ServerAddress server, Credentials credentials, ClientOptions options) {
        return new SmbClient(server, credentials, options);
    }

    /**
     * Connects a share, or gives the one that is connected.
     *
     * @throws UnavailableException with the server's reason if it refuses, or if no address answers
     *     in time
     */
    public Share share(String name) throws IOException {
        String key = name.toLowerCase(Locale.ROOT);
        synchronized (lock) {
            Share known = shares.get(key);
            if (known != null && !known.isClosed()) {
                return known;
            }
            shares.remove(key);
        }
        Share connected = Share.connect(server, name, credentials, options, this::moved);
        Share known;
        synchronized (lock) {
            known = shares.putIfAbsent(key, connected);
        }
        if (known != null) {
            connected.close();
            return known;
        }
        return connected;
    }

    /** Is told of every move, on threads of the client: be quick. */
    public void onMove(Consumer<MoveEvent> listener) {
        listeners.add(listener);
    }

    /** The latest moves, oldest first. */
    public List<MoveEvent> moves() {
        synchronized (lock) {
            return List.copyOf(moves);
        }
    }

    /** How each connected share is used. */
    public List<ShareStatus> status() {
        List<Share> all;
        synchronized (lock) {
            all = List.copyOf(shares.values());
        }
        return all.stream().map(Share::status).toList();
    }

    /** Closes all shares. */
    @Override
    public void close() {
        List<Share> all;
        synchronized (lock) {
            all = List.copyOf(shares.values());
            shares.clear();
        }
        all.forEach(Share::close);
    }

    private void moved(MoveEvent event) {
        synchronized (lock) {
            if (moves.size() == MOST_MOVES_KEPT) {
                moves.removeFirst();
            }
            moves.add(event);
        }
        listeners.forEach(listener -> listener.accept(event));
    }

    /** What servers and witnesses show of us. */
    static String computerName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("this machine has no name", e);
            return "client";
        }
    }
}
