package io.onehop.client.connection;

import io.onehop.base.Limits;

/**
 * Message ids and credits of one connection. [MS-SMB2] 3.2.4.1.2, 3.2.4.1.3, 3.2.4.1.5, 3.2.5.1.4.
 * Pure; one thread at a time.
 */
public final class CreditWindow {
    /** What we try to hold: enough for 16 requests of 1 MiB, with small ones beside them. */
    static final int TARGET_CREDITS = 512;

    /** What one credit pays for. [MS-SMB2] 3.1.5.2. */
    static final int BYTES_PER_CREDIT = 65_536;

    private long nextMessageId;
    private int available = 1;
    private int used;

    /** The credits that a request takes whose larger direction has so many bytes. */
    public static int charge(int bytes) {
        return Math.max(1, (bytes + BYTES_PER_CREDIT - 1) / BYTES_PER_CREDIT);
    }

    /** Takes credits for one request and gives its message id, or -1 if there are too few. */
    public long take(int charge) {
        if (charge < 1) {
            throw new IllegalArgumentException("a charge of " + charge);
        }
        if (charge > available) {
            return -1;
        }
        available -= charge;
        used += charge;
        long id = nextMessageId;
        nextMessageId += charge;
        return id;
    }

    /** What to ask for in a request that was just given its id. */
    public int ask(int charge) {
        return Math.max(charge, Math.min(Limits.MAX_CREDITS, charge + TARGET_CREDITS - held()));
    }

    /** Takes what a response grants. */
    public void grant(int credits) {
        // More than the limit is of no use, and a hostile server must not overflow the counter.
        available = Math.min(Limits.MAX_CREDITS, available + credits);
    }

    /** A request with this charge was answered for good. */
    public void settle(int charge) {
        used -= charge;
    }

    public int available() {
        return available;
    }

    /** Credits that we have or have spent on what is not yet answered. */
    public int held() {
        return available + used;
    }
}
