package io.onehop.server.pipe;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs tasks one at a time and in order on another executor. Any thread may give it tasks. */
final class SerialExecutor implements Executor {
    private final Executor base;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    SerialExecutor(Executor base) {
        this.base = base;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (waiting) {
            waiting.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        base.execute(this::run);
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            boolean done = false;
            try {
                task.run();
                done = true;
            } finally {
                if (!done) {
                    // The task's fault goes to the base's handler; the others are not held up.
                    base.execute(this::run);
                }
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            Runnable task = waiting.poll();
            running = task != null;
            return task;
        }
    }
}
