package io.onehop.server.open;

/**
 * The caching that one client was granted on one stream: an oplock of one open, or a lease that
 * several opens share. Changed only by {@link Oplocks}, under the file's lock. [MS-SMB2] 3.3.1.10,
 * 3.3.1.12
 *
 * <pre>
 *   HELD --break, acknowledgment needed--> BREAKING --acknowledged or timed out--> HELD (less)
 *   HELD --break of read caching only----> HELD (nothing)
 * </pre>
 */
public final class Grant {
    /** How the client was granted it. */
    public enum Kind {
        OPLOCK,
        LEASE,
        LEASE_V2
    }

    private final Object key;
    private final Kind kind;
    int state;
    int epoch;

    /** While breaking: what the client was told, or -1. */
    int breakTo = -1;

    /** While breaking: what may be left in the end, as later operations asked for more. */
    int owed;

    long deadlineNanos;

    /**
     * @param key of whom it is: operations with an equal key do not break it
     * @param epoch that the client named; only in version 2 of leases
     */
    public Grant(Object key, Kind kind, int epoch) {
        this.key = key;
        this.kind = kind;
        this.epoch = epoch;
    }

    public Object key() {
        return key;
    }

    public Kind kind() {
        return kind;
    }

    public boolean isOplock() {
        return kind == Kind.OPLOCK;
    }

    /** The caching held, as in {@link Caching}; while breaking, what it was before. */
    public int state() {
        return state;
    }

    /** Grows by one with every change. [MS-SMB2] 3.3.1.12 */
    public int epoch() {
        return epoch & 0xFFFF;
    }

    public boolean isBreaking() {
        return breakTo >= 0;
    }

    /** What the client was told to keep at most; only while breaking. */
    public int breakTo() {
        return breakTo;
    }
}
