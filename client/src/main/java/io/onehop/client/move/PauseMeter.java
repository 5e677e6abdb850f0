package io.onehop.client.move;

import java.util.ArrayList;
import java.util.List;

/**
 * How long the operations of a share stood still at a move: from the last answer before to the
 * first answer after, but not from before somebody waited. Pure; one thread at a time.
 *
 * @param <T> what a move is known by
 */
public final class PauseMeter<T> {
    private static final long NOBODY = Long.MAX_VALUE;

    /** A move and its pause. */
    public record Measured<T>(T move, long pauseNanos) {}

    private record Open<T>(T move, long fromNanos) {}

    private final List<Open<T>> open = new ArrayList<>();
    private boolean answeredOnce;
    private long lastAnswerNanos;
    private long waitingSinceNanos = NOBODY;

    /** An operation that began then is held up by a move. */
    public void waited(long sinceNanos) {
        waitingSinceNanos = Math.min(waitingSinceNanos, sinceNanos);
    }

    /** A move is over: measured at once if it held nobody up, else at the next answer. */
    public List<Measured<T>> moved(T move) {
        if (waitingSinceNanos == NOBODY) {
            return List.of(new Measured<>(move, 0));
        }
        long from = answeredOnce ? Math.max(lastAnswerNanos, waitingSinceNanos) : waitingSinceNanos;
        open.add(new Open<>(move, from));
        waitingSinceNanos = NOBODY;
        return List.of();
    }

    /** An operation was answered; gives the moves that this ends. */
    public List<Measured<T>> answered(long nowNanos) {
        answeredOnce = true;
        lastAnswerNanos = nowNanos;
        if (open.isEmpty()) {
            return List.of();
        }
        List<Measured<T>> out = new ArrayList<>();
        open.forEach(each -> out.add(new Measured<>(each.move, nowNanos - each.fromNanos)));
        open.clear();
        return out;
    }
}
