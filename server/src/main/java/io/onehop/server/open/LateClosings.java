package io.onehop.server.open;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles of the host that are to be closed and nobody waits for, several at a time: to wake a
 * thread for each would cost more than the closing. Thread safe.
 */
final class LateClosings {
    private static final Logger LOG = LoggerFactory.getLogger(LateClosings.class);

    /** So many are closed at once; fewer after a moment. */
    static final int TOGETHER = 16;

    static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** With more than these the workers do not get on, and nothing is to be added for them. */
    private static final int MOST = 1000;

    private final OpenRuntime runtime;
    private final Runnable closer;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean timed;

    /**
     * @param closer called on a worker when something is to be closed; calls {@link #run} or leaves
     *     it to somebody else
     */
    LateClosings(OpenRuntime runtime, Runnable closer) {
        this.runtime = runtime;
        this.closer = closer;
    }

    void add(Runnable closing) {
        boolean enough;
        boolean first;
        synchronized (this) {
            waiting.add(closing);
            enough = waiting.size() % TOGETHER == 0;
            first = !timed;
            timed = true;
        }
        if (enough) {
            runtime.workers().execute(closer);
        }
        if (first) {
            runtime.timer().schedule(this::momentOver, MOMENT_NANOS);
        }
    }

    synchronized boolean isFull() {
        return waiting.size() >= MOST;
    }

    /** What came just now is closed early: there is one timer at a time. */
    private void momentOver() {
        synchronized (this) {
            timed = false;
            if (waiting.isEmpty()) {
                return;
            }
        }
        runtime.workers().execute(closer);
    }

    /** Closes all that wait, on the caller's thread, which may block. */
    void run() {
        for (Runnable each = next(); each != null; each = next()) {
            try {
                each.run();
            } catch (RuntimeException e) {
                // The others have to be closed all the same.
                LOG.error("a handle was not closed", e);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        return waiting.poll();
    }
}
