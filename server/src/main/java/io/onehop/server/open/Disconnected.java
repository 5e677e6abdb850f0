package io.onehop.server.open;

import io.onehop.base.Limits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The opens that wait for their clients to come back, each until its time is over. Pure: time is
 * passed in. Not thread safe; {@link DurableOpens} guards it. [MS-SMB2] 3.3.6.2, 3.3.6.4
 *
 * @param <O> an open
 */
final class Disconnected<O> {
    /** Orders by time, of which only differences count, and then by id. */
    private record Place(long deadlineNanos, long persistentId) {
        static final Comparator<Place> ORDER =
                (a, b) -> {
                    int byTime = Long.signum(a.deadlineNanos - b.deadlineNanos);
                    return byTime == 0 ? Long.compare(a.persistentId, b.persistentId) : byTime;
                };
    }

    private record Kept<O>(O open, Object client, Place place) {}

    private final Map<Long, Kept<O>> byId = new HashMap<>();
    private final TreeMap<Place, Kept<O>> byTime = new TreeMap<>(Place.ORDER);
    private final Map<Object, Integer> counts = new HashMap<>();

    /**
     * Takes an open in.
     *
     * @param client whose it is
     * @return false when the client, or all together, have too many here
     */
    boolean keep(long persistentId, O open, Object client, long deadlineNanos) {
        if (byId.containsKey(persistentId)) {
            throw new IllegalStateException("disconnected twice");
        }
        int count = counts.getOrDefault(client, 0);
        if (count >= Limits.MAX_DISCONNECTED_OPENS_PER_CLIENT
                || byId.size() >= Limits.MAX_DISCONNECTED_OPENS) {
            return false;
        }
        Kept<O> kept = new Kept<>(open, client, new Place(deadlineNanos, persistentId));
        byId.put(persistentId, kept);
        byTime.put(kept.place, kept);
        counts.put(client, count + 1);
        return true;
    }

    /** The open of an id, if it waits. */
    @Nullable O find(long persistentId) {
        Kept<O> kept = byId.get(persistentId);
        return kept == null ? null : kept.open;
    }

    /** Takes an open out: its client is back, or it is closed. False when it does not wait. */
    boolean remove(long persistentId) {
        Kept<O> kept = byId.remove(persistentId);
        if (kept == null) {
            return false;
        }
        byTime.remove(kept.place);
        counts.computeIfPresent(kept.client, (client, n) -> n == 1 ? null : n - 1);
        return true;
    }

    /** Takes the opens out that nobody came back for in time; they are to be closed. */
    List<O> expire(long nowNanos) {
        List<O> expired = new ArrayList<>();
        while (!byTime.isEmpty() && nowNanos - byTime.firstKey().deadlineNanos >= 0) {
            Kept<O> first = byTime.firstEntry().getValue();
            remove(first.place.persistentId);
            expired.add(first.open);
        }
        return expired;
    }

    /** When {@link #expire} should be called next. */
    OptionalLong nextDeadlineNanos() {
        return byTime.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(byTime.firstKey().deadlineNanos);
    }
}
