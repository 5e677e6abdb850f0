package io.onehop.node.admin;

import io.onehop.base.Limits;
import io.onehop.base.TimeSource;
import io.onehop.cluster.state.ClusterState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happened, as this node saw it: the newest events, and a stream of those to come for each who
 * follows. Thread safe; publishing never waits for a reader.
 */
public final class EventLog {
    /**
     * One event.
     *
     * @param scope CLUSTER when every node sees it, NODE when only this one does
     * @param kind for example volume-owner, node-down, witness-move
     * @param subject the name of what it is about
     */
    public record Event(
            Instant time, String node, Scope scope, String kind, String subject, String text) {}

    /** Who sees an event. */
    public enum Scope {
        CLUSTER,
        NODE
    }

    private final String node;
    private final TimeSource time;
    private final Deque<Event> newest = new ArrayDeque<>();
    private final Set<Subscription> readers = ConcurrentHashMap.newKeySet();

    public EventLog(String node, TimeSource time) {
        this.node = node;
        this.time = time;
    }

    /** Something that happened at this node and that others do not see. */
    public void publish(String kind, String subject, String text) {
        publish(new Event(time.now(), node, Scope.NODE, kind, subject, text));
    }

    /** What changed from one state of the cluster to the next; every node calls it for itself. */
    public void changed(ClusterState old, ClusterState next) {
        for (ClusterChanges.Change c : ClusterChanges.between(old, next)) {
            publish(new Event(time.now(), node, Scope.CLUSTER, c.kind(), c.subject(), c.text()));
        }
    }

    private void publish(Event event) {
        synchronized (newest) {
            newest.addLast(event);
            if (newest.size() > Limits.MAX_REMEMBERED_EVENTS) {
                newest.removeFirst();
            }
            for (Subscription reader : readers) {
                reader.offer(event);
            }
        }
    }

    /** The newest events, oldest first. */
    public List<Event> recent() {
        synchronized (newest) {
            return List.copyOf(newest);
        }
    }

    /** Begins to follow; close it at the end. */
    public Subscription follow() {
        Subscription reader = new Subscription();
        readers.add(reader);
        return reader;
    }

    /** The events that come after it was made. A reader that is too slow misses some. */
    public final class Subscription implements AutoCloseable {
        private final BlockingQueue<Event> waiting =
                new LinkedBlockingQueue<>(Limits.MAX_WAITING_EVENTS);

        private Subscription() {}

        private void offer(Event event) {
            if (!waiting.offer(event)) {
                waiting.clear();
                waiting.add(
                        new Event(
                                event.time(),
                                node,
                                Scope.NODE,
                                "events-missed",
                                node,
                                "this reader was too slow and missed some events"));
                waiting.add(event);
            }
        }

        /** The next event, or null when none came in this time. */
        public @Nullable Event next(long timeoutMillis) throws InterruptedException {
            return waiting.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        }

        /** Adds an event of another node to this stream only. */
        void forward(Event event) {
            offer(event);
        }

        @Override
        public void close() {
            readers.remove(this);
        }
    }
}
