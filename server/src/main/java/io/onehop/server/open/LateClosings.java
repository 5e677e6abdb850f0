package io.onehop.server.open;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes handles of the host that nobody waits for, several at a time: to wake a thread for each
 * would cost more than the closing. Thread safe.
 */
final class LateClosings {
    private static final Logger LOG = LoggerFactory.getLogger(LateClosings.class);

    /** So many are closed at once; fewer after a moment. */
    static final int TOGETHER = 16;

    static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final OpenRuntime runtime;
    private List<Runnable> waiting = new ArrayList<>();
    private boolean timed;

    LateClosings(OpenRuntime runtime) {
        this.runtime = runtime;
    }

    void add(Runnable closing) {
        boolean enough;
        boolean first;
        synchronized (this) {
            waiting.add(closing);
            enough = waiting.size() == TOGETHER;
            first = !timed;
            timed = true;
        }
        if (enough) {
            runtime.workers().execute(this::run);
        }
        if (first) {
            runtime.timer().schedule(this::momentOver, MOMENT_NANOS);
        }
    }

    /** What came just now is closed early: there is one timer at a time. */
    private void momentOver() {
        synchronized (this) {
            timed = false;
            if (waiting.isEmpty()) {
                return;
            }
        }
        runtime.workers().execute(this::run);
    }

    /** Closes all that wait, on the caller's thread, which may block. */
    void run() {
        List<Runnable> all;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            all = waiting;
            waiting = new ArrayList<>(TOGETHER);
        }
        for (Runnable each : all) {
            try {
                each.run();
            } catch (RuntimeException e) {
                // The others have to be closed all the same.
                LOG.error("a handle was not closed", e);
            }
        }
    }
}
