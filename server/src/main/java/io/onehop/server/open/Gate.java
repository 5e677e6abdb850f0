package io.onehop.server.open;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts operations under way, and after it is closed says when the last one has left. Thread safe,
 * without a lock.
 */
final class Gate {
    private static final long CLOSED = Long.MIN_VALUE;

    /** Count of operations inside, with the sign bit set once it is closed. */
    private final AtomicLong state = new AtomicLong();

    private volatile CompletableFuture<Void> drained = new CompletableFuture<>();

    /** Goes in unless the gate is closed; {@link #exit} must follow if it returns true. */
    boolean enter() {
        long seen = state.get();
        while (seen >= 0) {
            if (state.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = state.get();
        }
        return false;
    }

    void exit() {
        if (state.decrementAndGet() == CLOSED) {
            drained.complete(null);
        }
    }

    /** Lets nobody in any more; returns whether this call closed it. */
    boolean close() {
        long seen = state.getAndUpdate(value -> value | CLOSED);
        if (seen == 0) {
            drained.complete(null);
        }
        return seen >= 0;
    }

    boolean isOpen() {
        return state.get() >= 0;
    }

    /** Lets operations in again; to be called by whoever closed it. */
    void reopen() {
        drained = new CompletableFuture<>();
        state.getAndUpdate(value -> value & ~CLOSED);
    }

    /** Completes when the gate is closed and nobody is inside. */
    CompletableFuture<Void> drained() {
        return drained;
    }
}
