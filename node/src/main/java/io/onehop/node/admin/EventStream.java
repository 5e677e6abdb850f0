package io.onehop.node.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.cluster.state.NodeState;
import io.onehop.node.admin.EventLog.Event;
import io.onehop.node.admin.EventLog.Scope;
import io.onehop.node.admin.EventLog.Subscription;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events: this node's own and, for an operator, those that only other nodes see. One
 * virtual thread writes; one for each other node reads and forwards.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    /**
     * Something is written at least this often, so that either side notices that the other went.
     */
    static final int KEEP_ALIVE_MILLIS = 5_000;

    private final EventLog log;
    private final @Nullable Fleet fleet;

    /**
     * @param fleet the other nodes to follow too; null to give only what this node alone sees
     */
    EventStream(EventLog log, @Nullable Fleet fleet) {
        this.log = log;
        this.fleet = fleet;
    }

    /** Writes until the reader goes. */
    void writeTo(OutputStream out) throws IOException, InterruptedException {
        Map<String, Thread> followers = new ConcurrentHashMap<>();
        try (Subscription events = log.follow()) {
            write(out, ": onehop\n\n");
            while (true) {
                follow(followers, events);
                Event event = events.next(KEEP_ALIVE_MILLIS);
                if (event == null) {
                    write(out, ":\n\n");
                } else if (fleet != null || event.scope() == Scope.NODE) {
                    write(out, "data: " + Json.MAPPER.writeValueAsString(event) + "\n\n");
                }
            }
        } finally {
            followers.values().forEach(Thread::interrupt);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    /** Sees to it that each other node that is up is followed; a lost one is tried again later. */
    private void follow(Map<String, Thread> followers, Subscription events) {
        if (fleet == null) {
            return;
        }
        followers.values().removeIf(t -> !t.isAlive());
        for (NodeState node : fleet.others()) {
            followers.computeIfAbsent(
                    node.name(),
                    name ->
                            Thread.ofVirtual()
                                    .name("events-of-" + name)
                                    .start(() -> forward(fleet, node, events)));
        }
    }

    private static void forward(Fleet fleet, NodeState node, Subscription events) {
        Thread self = Thread.currentThread();
        try {
            fleet.client(node)
                    .follow(
                            Fleet.endpoint(node),
                            "/v1/node/events",
                            json -> {
                                if (self.isInterrupted()) {
                                    return false;
                                }
                                events.forward(event(json));
                                return true;
                            });
        } catch (ApiException | IOException e) {
            LOG.debug("events of {}: {}", node.name(), e.getMessage());
        }
    }

    private static Event event(JsonNode json) {
        return new Event(
                Instant.parse(json.path("time").asText()),
                json.path("node").asText(),
                Scope.NODE,
                json.path("kind").asText(),
                json.path("subject").asText(),
                json.path("text").asText());
    }
}
