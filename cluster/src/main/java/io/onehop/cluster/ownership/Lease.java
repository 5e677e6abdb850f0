package io.onehop.cluster.ownership;

/**
 * This node's permission to serve what it owns. It runs from the moment a heartbeat was sent, not
 * from its answer, so it ends before the leader, which counts from the heartbeat's arrival and
 * waits longer, gives the volumes away: clocks of two nodes are never compared, only how fast they
 * run. Thread safe; {@link #valid} is one volatile read.
 */
public final class Lease {
    private volatile long validUntilNanos;
    private volatile boolean held;

    /**
     * The leader confirmed a heartbeat.
     *
     * @param sentAtNanos when this node sent it
     */
    public synchronized void renewed(long sentAtNanos, int leaseMillis) {
        long until = sentAtNanos + leaseMillis * 1_000_000L;
        if (!held || until - validUntilNanos > 0) {
            validUntilNanos = until;
            held = true;
        }
    }

    /** The leader refused a heartbeat, or this node gives up. */
    public synchronized void lost() {
        held = false;
    }

    public boolean valid(long nowNanos) {
        return held && validUntilNanos - nowNanos > 0;
    }
}
