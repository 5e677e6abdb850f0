package io.onehop.server.relay;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterView;
import io.onehop.server.serve.RequestHandler;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.SessionBackend;
import io.onehop.server.volumes.VolumeHost;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Sends each request to where its volume is served, for all clients that are connected to this
 * node. While a volume has no owner its requests wait here, so that a move or a takeover is a pause
 * for the client and not an error. Thread safe.
 */
public final class Router implements SessionBackend.Factory, AutoCloseable {
    /**
     * How long a request waits for its volume to be served again; below the patience of clients.
     */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    /**
     * How often waiting requests are looked at when nothing told of a change, as when a lease is
     * renewed.
     */
    private static final int LOOK_MILLIS = 20;

    /** What the router works with. */
    public record Parts(
            ClusterView cluster,
            VolumeHost volumes,
            RequestHandler handler,
            RelayConnector connector,
            TimeSource time) {}

    private final Parts parts;
    private final Set<RoutedTree> waiting = ConcurrentHashMap.newKeySet();
    private final List<Consumer<RelayedTraffic>> redirectListeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Set<RoutedSession> sessions = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("onehop-router").daemon().factory());

    public Router(Parts parts) {
        this.parts = parts;
        parts.volumes()
                .onRoutesChanged(
                        () -> {
                            if (!timer.isShutdown()) {
                                timer.execute(this::retryWaiting);
                            }
                        });
    }

    @Override
    public SessionBackend open(ServedSession session) {
        RoutedSession routed = new RoutedSession(session, this);
        sessions.add(routed);
        return routed;
    }

    Parts parts() {
        return parts;
    }

    void waits(RoutedTree tree) {
        waiting.add(tree);
        lookSoon();
    }

    /** One look is planned at a time, and none while nothing waits. */
    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            timer.schedule(
                    () -> {
                        looking.set(false);
                        retryWaiting();
                    },
                    LOOK_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Calls back when a client's requests for a share go to a node for the first time; on any
     * thread, return at once.
     */
    public void onRedirect(Consumer<RelayedTraffic> listener) {
        redirectListeners.add(listener);
    }

    void redirected(RelayedTraffic traffic, String owner) {
        traffic.sentTo(owner);
        timer.execute(() -> redirectListeners.forEach(l -> l.accept(traffic)));
    }

    void closed(RoutedSession session) {
        sessions.remove(session);
    }

    private void retryWaiting() {
        for (RoutedTree tree : List.copyOf(waiting)) {
            // Taken out first: what begins to wait meanwhile puts it in again.
            waiting.remove(tree);
            if (tree.retry()) {
                waits(tree);
            }
        }
    }

    /** What is or was relayed for the clients of this node, for the operator. */
    public List<RelayedTraffic> traffic() {
        return sessions.stream()
                .flatMap(s -> s.traffic().stream())
                .filter(t -> t.requests() > 0)
                .toList();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
