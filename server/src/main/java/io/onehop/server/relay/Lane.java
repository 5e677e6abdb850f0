package io.onehop.server.relay;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs the work of one session on shared threads in the order it came. Parallel tasks (READ and
 * WRITE) run beside each other; any other task waits for all before it and is waited for by all
 * after it, so that a CLOSE never overtakes a WRITE. Thread safe; the lock is never held while a
 * task runs.
 */
final class Lane {
    private final Executor threads;
    private final ArrayDeque<Task> waiting = new ArrayDeque<>();
    private int running;
    private boolean exclusiveRuns;

    private record Task(boolean parallel, Runnable work) {}

    Lane(Executor threads) {
        this.threads = threads;
    }

    /** Queues a task. */
    void submit(boolean parallel, Runnable work) {
        Task task = new Task(parallel, work);
        synchronized (this) {
            if (!waiting.isEmpty() || !mayStart(parallel)) {
                waiting.add(task);
                return;
            }
            started(parallel);
        }
        launch(task);
    }

    /**
     * Starts a task on the caller's own thread, unless it would have to wait; then it returns
     * false. After true {@link #ended} or {@link #handOn} must follow.
     */
    boolean tryStart(boolean parallel) {
        synchronized (this) {
            if (!waiting.isEmpty() || !mayStart(parallel)) {
                return false;
            }
            started(parallel);
            return true;
        }
    }

    /** What was started by {@link #tryStart} is done. */
    void ended() {
        Task next = finished();
        if (next != null) {
            launch(next);
        }
    }

    /** What was started by {@link #tryStart} goes on on a shared thread. */
    void handOn(boolean parallel, Runnable work) {
        launch(new Task(parallel, work));
    }

    private boolean mayStart(boolean parallel) {
        return running == 0 || (parallel && !exclusiveRuns);
    }

    private void started(boolean parallel) {
        running++;
        exclusiveRuns = !parallel;
    }

    private void launch(Task task) {
        threads.execute(() -> runAll(task));
    }

    /** Runs a task and then, on the same thread, what may follow it. */
    private void runAll(Task first) {
        @Nullable Task task = first;
        while (task != null) {
            boolean done = false;
            try {
                task.work.run();
                done = true;
            } finally {
                task = finished();
                if (!done && task != null) {
                    // What follows must run all the same, on a thread that is well.
                    launch(task);
                }
            }
        }
    }

    /** Ends a task; starts all that may start now, and returns one of them for this thread. */
    private @Nullable Task finished() {
        @Nullable Task mine = null;
        while (true) {
            Task next;
            synchronized (this) {
                if (mine == null) {
                    running--;
                }
                next = waiting.peek();
                if (next == null || !mayStart(next.parallel)) {
                    return mine;
                }
                waiting.remove();
                started(next.parallel);
            }
            if (mine == null) {
                mine = next;
            } else {
                launch(next);
            }
        }
    }
}
