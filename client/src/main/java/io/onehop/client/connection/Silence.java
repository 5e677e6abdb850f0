package io.onehop.client.connection;

import java.util.concurrent.TimeUnit;

/**
 * How long nothing was heard on a connection that waits for answers. A server answers an ECHO at
 * once, however busy its disks are: where even that is missing, and the session has other channels,
 * nobody has to wait for the whole time that a request may take. Pure; one thread at a time.
 */
final class Silence {
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(4);

    /** What is to be done. */
    enum Verdict {
        WAIT,
        PROBE,
        DEAD
    }

    private long sinceNanos;
    private long probedNanos;
    private boolean probed;

    /** Something came, or is waited for that was not before. */
    void broken(long nowNanos) {
        sinceNanos = nowNanos;
        probed = false;
    }

    /**
     * @param mayProbe whether a probe would leave now
     */
    Verdict judge(long nowNanos, boolean mayProbe) {
        if (probed) {
            return nowNanos - probedNanos > ANSWER_NANOS ? Verdict.DEAD : Verdict.WAIT;
        }
        if (!mayProbe || nowNanos - sinceNanos <= PROBE_NANOS) {
            return Verdict.WAIT;
        }
        probed = true;
        probedNanos = nowNanos;
        return Verdict.PROBE;
    }
}
