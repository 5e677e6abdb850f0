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

    LateClosings(OpenRuntime runtime) {
        this.runtime = runtime;
    }

    void add(Runnable closing) {
        int count;
        synchronized (this) {
            waiting.add(closing);
            count = waiting.size();
        }
        if (count == TOGETHER) {
            runtime.workers().execute(this::run);
        } else if (count == 1) {
            runtime.timer().schedule(() -> runtime.workers().execute(this::run), MOMENT_NANOS);
        }
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
