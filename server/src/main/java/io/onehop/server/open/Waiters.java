package io.onehop.server.open;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Operations on a file that wait until something happens to it, and are then tried again in the
 * order they came: who waited longest is not refused for the sake of another. Guarded by the file.
 */
final class Waiters {
    private final Executor workers;
    private List<Runnable> waiting = new ArrayList<>();
    private long progress;

    Waiters(Executor workers) {
        this.workers = workers;
    }

    /** Counts what happened. */
    long progress() {
        return progress;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Lets an operation wait, unless something happened since it looked; returns whether it does.
     */
    boolean add(long seen, Runnable retry) {
        return seen == progress && waiting.add(retry);
    }

    /** Something happened that may let them go on. */
    void progressed(After after) {
        progress++;
        List<Runnable> ready = waiting;
        waiting = new ArrayList<>();
        after.add(() -> goOn(ready.iterator()));
    }

    private void goOn(Iterator<Runnable> ready) {
        if (ready.hasNext()) {
            Runnable next = ready.next();
            workers.execute(
                    () -> {
                        try {
                            next.run();
                        } finally {
                            goOn(ready);
                        }
                    });
        }
    }
}
