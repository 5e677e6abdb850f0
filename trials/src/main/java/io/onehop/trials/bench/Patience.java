package io.onehop.trials.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Tries again what may fail at first. */
final class Patience {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int PAUSE_MILLIS = 10;

    /** What may fail. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException;
    }

    private Patience() {}

    /** The first result; after a minute, the latest failure. */
    static <T> T until(Attempt<T> attempt) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + MOST_NANOS;
        while (true) {
            try {
                return attempt.run();
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
