package io.onehop.node.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When an update is to be sent: when the addresses differ from those that the server last took, and
 * later and later after failures. Pure; time is passed in. Not thread safe.
 */
final class UpdateSchedule {
    static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    static final long LONGEST_PAUSE_NANOS = 300_000_000_000L;

    private @Nullable Set<InetAddress> known;
    private long pauseNanos;
    private long notBeforeNanos;

    /**
     * Whether to send these addresses now. Only the leader sends, or all nodes would say the same;
     * a node that begins to lead says it once, as nobody knows whether the one before did.
     */
    boolean due(boolean leads, List<InetAddress> wanted, long nowNanos) {
        if (!leads) {
            known = null;
            pauseNanos = 0;
            return false;
        }
        // Nobody in service is no news that would help a client: it would only forget the name.
        boolean changed = !wanted.isEmpty() && !Set.copyOf(wanted).equals(known);
        return changed && (pauseNanos == 0 || nowNanos - notBeforeNanos >= 0);
    }

    void succeeded(List<InetAddress> sent) {
        known = Set.copyOf(sent);
        pauseNanos = 0;
    }

    void failed(long nowNanos) {
        pauseNanos =
                pauseNanos == 0 ? FIRST_PAUSE_NANOS : Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        notBeforeNanos = nowNanos + pauseNanos;
    }

    /** How long to wait before asking again when nothing else happens. */
    long waitNanos(long nowNanos) {
        return pauseNanos == 0 ? LONGEST_PAUSE_NANOS : Math.max(1, notBeforeNanos - nowNanos);
    }
}
