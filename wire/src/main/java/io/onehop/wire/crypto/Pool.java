package io.onehop.wire.crypto;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * A few idle engines of one key. Engines cost more to make than to use, but one per thread and key
 * would be held for ever by every thread that once served a session; so a key keeps at most as many
 * as were used at the same time, and no more than {@link #MAX_IDLE}. Any thread.
 */
final class Pool<T> {
    private static final int MAX_IDLE = 4;

    private final ArrayDeque<T> idle = new ArrayDeque<>(MAX_IDLE);
    private final Supplier<T> factory;

    Pool(Supplier<T> factory) {
        this.factory = factory;
    }

    T take() {
        synchronized (idle) {
            T engine = idle.pollLast();
            if (engine != null) {
                return engine;
            }
        }
        return factory.get();
    }

    /** Gives an engine back; one that failed in the middle of its work is not given back. */
    void give(T engine) {
        synchronized (idle) {
            if (idle.size() < MAX_IDLE) {
                idle.addLast(engine);
            }
        }
    }
}
