package io.onehop.trials.harness;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what should become true, with a deadline. */
public final class Await {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Await() {}

    /** Looks again and again; says what was waited for, and what was seen last, when in vain. */
    public static void until(
            String what, Duration deadline, BooleanSupplier condition, Supplier<Object> seen) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "waited " + deadline.toSeconds() + " s for " + what + "; " + seen.get());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    public static void until(String what, Duration deadline, BooleanSupplier condition) {
        until(what, deadline, condition, () -> "");
    }
}
