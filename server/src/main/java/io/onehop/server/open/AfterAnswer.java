package io.onehop.server.open;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts off what clients are told until the request that caused it has its answer: those who cache a
 * directory hear of a change after the one who made it, as in Windows. The order holds on the way
 * to each connection, as answers and breaks take the same one. Any thread.
 */
public final class AfterAnswer {
    private static final ScopedValue<List<Runnable>> TASKS = ScopedValue.newInstance();

    private AfterAnswer() {}

    /** Does the work of a request and answers it, and then what was put off meanwhile. */
    public static void of(Runnable workAndAnswer) {
        List<Runnable> tasks = new ArrayList<>();
        try {
            ScopedValue.where(TASKS, tasks).run(workAndAnswer);
        } finally {
            tasks.forEach(Runnable::run);
        }
    }

    /** Does a task when the request is answered that this thread works on, if any; else at once. */
    static void run(Runnable task) {
        if (TASKS.isBound()) {
            TASKS.get().add(task);
        } else {
            task.run();
        }
    }
}
