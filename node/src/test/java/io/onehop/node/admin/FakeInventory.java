package io.onehop.node.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One client on a node, on its way: a session, an open, a registration, a redirect. */
public final class FakeInventory implements NodeInventory {
    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");

    private final String node;
    public final List<String> moves = new CopyOnWriteArrayList<>();
    public final List<SessionInfo> sessions = new CopyOnWriteArrayList<>();

    public FakeInventory(String node) {
        this.node = node;
        sessions.add(
                new SessionInfo(
                        node + "-1",
                        node,
                        "127.0.0.1:40000",
                        "demo",
                        "3.1.1",
                        true,
                        false,
                        1,
                        1,
                        SINCE));
    }

    @Override
    public List<SessionInfo> sessions() {
        return List.copyOf(sessions);
    }

    @Override
    public List<OpenInfo> opens() {
        return List.of(
                new OpenInfo(
                        node + "-7",
                        node,
                        "CSV1-Share",
                        "a\\b.txt",
                        "127.0.0.1",
                        "demo",
                        "read+write",
                        0,
                        true,
                        null,
                        SINCE));
    }

    @Override
    public List<WitnessInfo> registrations() {
        return List.of(
                new WitnessInfo(
                        node + "-w1", "CLIENT-" + node, node, "fs2", "127.0.0.12", null, 2, SINCE));
    }

    @Override
    public List<RedirectInfo> redirects() {
        return List.of(
                new RedirectInfo(
                        "127.0.0.1",
                        "demo",
                        "CSV2-Share",
                        "Volume2",
                        node,
                        "fs2",
                        5_000_000,
                        1_234,
                        17,
                        SINCE,
                        "no witness registration"));
    }

    @Override
    public List<Counter> counters() {
        return List.of(
                new Counter(
                        "onehop.redirected.bytes",
                        List.of(new Label("share", "CSV2-Share")),
                        5_001_234));
    }

    @Override
    public boolean closeSession(String id) {
        List<SessionInfo> gone = new ArrayList<>(sessions);
        gone.removeIf(s -> !s.id().equals(id));
        return sessions.removeAll(gone);
    }

    @Override
    public boolean closeOpen(String id) {
        return id.equals(node + "-7");
    }

    @Override
    public int witnessMove(String client, String targetNode, @Nullable String share) {
        if (!client.equalsIgnoreCase("CLIENT-" + node)) {
            return 0;
        }
        moves.add(client + " to " + targetNode + (share == null ? "" : " for " + share));
        return 1;
    }
}
