package io.onehop.server;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for work that may wait for disks. Work goes to the thread that became idle last, whose
 * stack and scheduling are hot, and wakes no other; the JDK's pools wake their threads in turn,
 * which costs a small request half as much again. Threads that are not needed end. Thread safe.
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
            woken = idle.pollLast();
            if (woken != null) {
                woken.task = task;
            } else if (count < most) {
                count++;
                new Worker(task, started++).thread.start();
            } else {
                waiting.add(task);
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

        /** What is to be done next; written with the pool's lock held. */
        private volatile @Nullable Runnable task;

        Worker(Runnable first, int number) {
            task = first;
            thread = Thread.ofPlatform().name("work-" + number).daemon().unstarted(this);
        }

        @Override
        public void run() {
            for (Runnable next = task; next != null; next = await()) {
                try {
                    next.run();
                } catch (Throwable e) {
                    // The thread is as good as before: only this task has failed.
                    LOG.error("a task failed", e);
                }
            }
        }

        /** The next task, or null when there is none for this thread any more. */
        private @Nullable Runnable await() {
            synchronized (WorkerThreads.this) {
                task = waiting.poll();
                if (task == null) {
                    if (closed) {
                        count--;
                        return null;
                    }
                    idle.addLast(this);
                }
            }
            long since = System.nanoTime();
            while (task == null) {
                LockSupport.parkNanos(this, IDLE_NANOS);
                if (task == null && (closed || System.nanoTime() - since >= IDLE_NANOS)) {
                    synchronized (WorkerThreads.this) {
                        if (task == null) {
                            idle.remove(this);
                            count--;
                            return null;
                        }
                    }
                }
            }
            return task;
        }
    }
}
