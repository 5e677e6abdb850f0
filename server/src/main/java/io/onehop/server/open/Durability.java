package io.onehop.server.open;

import java.util.concurrent.TimeUnit;

/**
 * Whether and how long an open is kept when its client is gone. [MS-SMB2] 3.3.1.10
 *
 * @param timeoutMillis how long it waits for the client to come back
 */
public record Durability(Kind kind, long timeoutMillis) {
    /** How an open came to be kept. */
    public enum Kind {
        /** It goes with its session. */
        NONE,
        /** Kept as long as its client may cache the handle: Open.IsDurable. */
        DURABLE,
        /** Kept whatever its client may cache: Open.IsResilient. */
        RESILIENT
    }

    public static final Durability NONE = new Durability(Kind.NONE, 0);

    /** Where a durable open of the first version waits. [MS-SMB2] 3.3.5.9.6, 335 */
    private static final long DURABLE_V1_MILLIS = 120_000;

    /** What a client may ask for at most. [MS-SMB2] 3.3.5.9.10 */
    private static final long DURABLE_V2_MAX_MILLIS = 300_000;

    /** What a client gets that leaves it to the server. [MS-SMB2] 3.3.5.9.10, 344 */
    private static final long DURABLE_V2_MILLIS = 60_000;

    /** MaxResiliencyTimeout. [MS-SMB2] 3.3.3 */
    public static final long RESILIENCY_MAX_MILLIS = 300_000;

    /** What a client gets that leaves it to the server. [MS-SMB2] 3.3.5.15.9, 401 */
    private static final long RESILIENCY_MILLIS = 120_000;

    public static Durability version1() {
        return new Durability(Kind.DURABLE, DURABLE_V1_MILLIS);
    }

    /**
     * @param askedMillis Timeout of the request
     */
    public static Durability version2(long askedMillis) {
        long millis =
                askedMillis == 0 ? DURABLE_V2_MILLIS : Math.min(askedMillis, DURABLE_V2_MAX_MILLIS);
        return new Durability(Kind.DURABLE, millis);
    }

    /**
     * @param askedMillis Timeout of the request, not above {@link #RESILIENCY_MAX_MILLIS}
     */
    public static Durability resilient(long askedMillis) {
        return new Durability(Kind.RESILIENT, askedMillis == 0 ? RESILIENCY_MILLIS : askedMillis);
    }

    long timeoutNanos() {
        return TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }
}
