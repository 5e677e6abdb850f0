package io.onehop.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lets operations of a share through, or lets them wait while it moves. Any number of threads. */
final class Gate {
    private enum State {
        HELD,
        OPEN,
        FAILED,
        CLOSED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Runnable wanted;
    // Guarded by the lock.
    private State state = State.HELD;
    private @Nullable Link link;
    private String reason = "";
    private @Nullable IOException cause;

    /**
     * @param wanted called when somebody wants in after a failure
     */
    Gate(Runnable wanted) {
        this.wanted = wanted;
    }

    /** An operation goes in; it must {@link #leave}. */
    Link enter(long deadlineNanos) throws IOException {
        boolean asked = false;
        lock.lock();
        try {
            while (true) {
                Link now = link;
                if (state == State.OPEN && now != null && !now.dead) {
                    now.inFlight++;
                    return now;
                }
                if (state == State.CLOSED) {
                    throw new IOException("the share is closed");
                }
                if (state == State.FAILED) {
                    if (asked) {
                        throw new UnavailableException(reason, cause);
                    }
                    state = State.HELD;
                    wanted.run();
                }
                asked = true;
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    throw new UnavailableException("not served in time: " + reason, cause);
                }
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the share moves");
        } finally {
            lock.unlock();
        }
    }

    /** Whether an operation would have to wait. */
    boolean isShut() {
        lock.lock();
        try {
            return state != State.OPEN || link == null || link.dead;
        } finally {
            lock.unlock();
        }
    }

    void leave(Link used) {
        lock.lock();
        try {
            used.inFlight--;
            if (used.inFlight == 0) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void hold() {
        change(State.HELD, link(), "the share moves");
    }

    void open(Link newLink) {
        change(State.OPEN, newLink, "");
    }

    void fail(String why, @Nullable IOException because) {
        lock.lock();
        try {
            cause = because;
        } finally {
            lock.unlock();
        }
        change(State.FAILED, link(), why);
    }

    void close() {
        change(State.CLOSED, null, "closed");
    }

    @Nullable Link link() {
        lock.lock();
        try {
            return link;
        } finally {
            lock.unlock();
        }
    }

    private void change(State next, @Nullable Link nextLink, String why) {
        lock.lock();
        try {
            if (state != State.CLOSED) {
                state = next;
                link = nextLink;
                reason = why;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is on its way on a link; false if it took too long. */
    boolean drained(Link used, long millis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (used.inFlight > 0) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
