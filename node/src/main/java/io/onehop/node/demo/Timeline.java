package io.onehop.node.demo;

import io.onehop.client.MoveEvent;
import io.onehop.node.cli.Table;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happened and what the client saw of it. Thread safe. */
public final class Timeline {
    private static final String NONE = "-";

    private record Row(
            Instant when, String what, String share, String from, String to, String pause) {}

    private final Plan plan;
    private final Instant start = Instant.now();
    private final List<Row> rows = new ArrayList<>();
    private final List<MoveEvent> moves = new ArrayList<>();

    Timeline(Plan plan) {
        this.plan = plan;
    }

    /** A move that a client told of. */
    public synchronized void moved(MoveEvent event) {
        moves.add(event);
        InetAddress from = event.from();
        rows.add(
                new Row(
                        event.when(),
                        switch (event.kind()) {
                            case SHARE_MOVE -> "  client: SHARE_MOVE from the witness";
                            case CLIENT_MOVE -> "  client: CLIENT_MOVE from the witness";
                            case NODE_UNAVAILABLE -> "  client: RESOURCE_CHANGE from the witness";
                            case CONNECTION_LOST -> "  client: connection lost, connected again";
                            case HANDLE_LOST -> "  client: file opened again";
                        },
                        event.share(),
                        from == null ? NONE : plan.nodeAt(from),
                        plan.nodeAt(event.to()),
                        millis(event.pauseMillis())));
    }

    /** Something done to the cluster, or by it. */
    public synchronized void happened(Instant when, String what, String share, Way way) {
        rows.add(new Row(when, what, share, way.from, way.to, NONE));
    }

    /** The same, with the pause that the load saw. */
    public synchronized void happened(
            Instant when, String what, String share, Way way, double pauseMillis) {
        rows.add(new Row(when, what, share, way.from, way.to, millis(pauseMillis)));
    }

    /** From a node to a node. */
    public record Way(String from, String to) {}

    private static String millis(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f ms" : "%.0f ms", value);
    }

    /** How many moves there were up to now. */
    public synchronized int moveCount() {
        return moves.size();
    }

    /** The first move of a share to a node among those that came after so many others. */
    public synchronized @Nullable MoveEvent moveTo(String share, String node, int after) {
        for (MoveEvent each : moves.subList(after, moves.size())) {
            if (each.share().equalsIgnoreCase(share) && plan.nodeAt(each.to()).equals(node)) {
                return each;
            }
        }
        return null;
    }

    synchronized Table table() {
        Table table = new Table(List.of("at", "event", "share", "from", "to", "pause"));
        rows.stream()
                .sorted(Comparator.comparing(Row::when))
                .forEach(
                        r ->
                                table.row(
                                        List.of(
                                                seconds(r.when),
                                                r.what,
                                                r.share,
                                                r.from,
                                                r.to,
                                                r.pause)));
        return table;
    }

    private String seconds(Instant when) {
        return String.format(
                Locale.ROOT, "%.1f s", Duration.between(start, when).toMillis() / 1000.0);
    }
}
