package io.onehop.server;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for work that may wait for disks. Tasks begin in the order they came, whichever thread is
 * the first to run; the one that is woken is the one that became idle last, which is hot, where the
 * JDK's pools wake their threads in turn. Threads that are not needed end. Thread safe.
 */
public final class WorkerThreads implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerThreads.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final int most;
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int count;
    private int started;
    private volatile boolean closed;

    /**
     * @param most threads at the same time; what comes while all are busy waits in order
     */
    public WorkerThreads(int most) {
        this.most = most;
    }

    /** Runs a task on one of the threads; one that comes after {@link #close} is not run. */
    @Override
    public void execute(Runnable task) {
        Worker woken;
        synchronized (this) {
            if (closed) {
                return;
            }
            waiting.add(task);
            woken = idle.pollLast();
            if (woken != null) {
                woken.called = true;
            } else if (count < most) {
                count++;
                new Worker(started++).thread.start();
            }
        }
        if (woken != null) {
            LockSupport.unpark(woken.thread);
        }
    }

    /** Lets what was begun end, on threads that then end too; what waits is still done. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            idle.forEach(worker -> LockSupport.unpark(worker.thread));
        }
    }

    /** Threads at this moment. */
    synchronized int count() {
        return count;
    }

    private final class Worker implements Runnable {
        private final Thread thread;

        /** That there may be something to do; set with the pool's lock held. */
        private volatile boolean called;

        Worker(int number) {
            thread = Thread.ofPlatform().name("work-" + number).daemon().unstarted(this);
        }

        @Override
        public void run() {
            for (Runnable next = next(); next != null; next = next()) {
                try {
                    next.run();
                } catch (Throwable e) {
                    // The thread is as good as before: only this task has failed.
                    LOG.error("a task failed", e);
                }
            }
        }

        /** The oldest task, or null when there is none for this thread any more. */
        private @Nullable Runnable next() {
            while (true) {
                synchronized (WorkerThreads.this) {
                    Runnable oldest = waiting.poll();
                    if (oldest != null) {
                        return oldest;
                    }
                    if (closed) {
                        count--;
                        return null;
                    }
                    called = false;
                    idle.addLast(this);
                }
                if (!isCalled()) {
                    return null;
                }
            }
        }

        /** Waits to be called; false when it was not for long, and this thread is to end. */
        private boolean isCalled() {
            long since = System.nanoTime();
            while (!called) {
                LockSupport.parkNanos(this, IDLE_NANOS);
                if (!called && (closed || System.nanoTime() - since >= IDLE_NANOS)) {
                    synchronized (WorkerThreads.this) {
                        if (!called) {
                            idle.remove(this);
                            count--;
                            return false;
                        }
                    }
                }
            }
            return true;
        }
    }
}
