package io.onehop.volume.directory;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A file descriptor with one owner and any number of operations under way. It closes when the owner
 * has closed it and the last operation is over, so that its number is never reused under one.
 */
final class Descriptor implements AutoCloseable {
    private final int number;
    private final boolean pathOnly;
    private final boolean writable;
    private final Consumer<Descriptor> whenClosed;
    private final AtomicInteger uses = new AtomicInteger(1);
    private final AtomicBoolean owned = new AtomicBoolean(true);

    /**
     * @param pathOnly it was opened with O_PATH
     */
    Descriptor(int number, boolean pathOnly, boolean writable, Consumer<Descriptor> whenClosed) {
        this.number = number;
        this.pathOnly = pathOnly;
        this.writable = writable;
        this.whenClosed = whenClosed;
    }

    int number() {
        return number;
    }

    boolean pathOnly() {
        return pathOnly;
    }

    boolean writable() {
        return writable;
    }

    /** Whether it is still open; if so the caller must {@link #release} it. */
    boolean tryUse() {
        int now = uses.get();
        while (now > 0) {
            if (uses.compareAndSet(now, now + 1)) {
                return true;
            }
            now = uses.get();
        }
        return false;
    }

    /** Ends an operation. */
    void release() {
        int left = uses.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("descriptor " + number + " released too often");
        }
        if (left == 0) {
            LinuxCalls.close(number);
            whenClosed.accept(this);
        }
    }

    /** The owner lets go; only the first time counts. */
    @Override
    public void close() {
        if (owned.compareAndSet(true, false)) {
            release();
        }
    }
}
