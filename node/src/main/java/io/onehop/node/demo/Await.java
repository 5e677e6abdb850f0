package io.onehop.node.demo;

import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Waits for something to become true. */
public final class Await {
    private static final long LOOK_MILLIS = 20;

    /** Something to look at. */
    @FunctionalInterface
    public interface Condition {
        boolean holds()
                throws ApiException,
                        CliException,
                        IOException,
                        InterruptedException,
                        NotSeenException;
    }

    private Await() {}

    /**
     * @param what a noun phrase, for the message
     * @throws NotSeenException when the time is over
     */
    public static void until(String what, int seconds, Condition condition)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.holds()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new NotSeenException("waited " + seconds + " s in vain for " + what);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
