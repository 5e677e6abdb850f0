package io.onehop.base;

import java.time.Instant;

/**
 * Where time comes from, so that everything that waits can be tested without waiting. Thread safe.
 */
public interface TimeSource {
    /** The machine's own clock. */
    TimeSource SYSTEM =
            new TimeSource() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public Instant now() {
                    return Instant.now();
                }
            };

    /**
     * Nanoseconds of a clock that never goes back and goes on while the process is stopped; compare
     * only differences.
     */
    long nanos();

    /** Wall-clock time, for what people and files see; never for deciding who may serve. */
    Instant now();
}
