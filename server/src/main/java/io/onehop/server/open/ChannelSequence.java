package io.onehop.server.open;

/**
 * By which of its connections a client sent the requests of one open: a change that was overtaken
 * by the news that its connection is lost must not be made after its replay. Thread safe. [MS-SMB2]
 * 3.3.5.2.10
 */
public final class ChannelSequence {
    private static final int HALF = 0x7FFF;
    private static final int MASK = 0xFFFF;

    private int current;
    private int outstanding;
    private int outstandingBefore;

    ChannelSequence(int first) {
        current = first & MASK;
    }

    /**
     * A request begins.
     *
     * @param sequence ChannelSequence of its header
     * @return whether it is in time; {@link #end} must follow then. Otherwise it must change
     *     nothing.
     */
    public synchronized boolean begin(int sequence, boolean replay) {
        int ahead = (sequence - current) & MASK;
        if (ahead > HALF) {
            return false;
        }
        if (ahead > 0) {
            outstandingBefore += outstanding;
            outstanding = 0;
            current = sequence & MASK;
        }
        if (replay && outstandingBefore > 0) {
            return false;
        }
        outstanding++;
        return true;
    }

    /** A request that began in time is answered. */
    public synchronized void end(int sequence) {
        if ((sequence & MASK) == current) {
            outstanding = Math.max(0, outstanding - 1);
        } else {
            outstandingBefore = Math.max(0, outstandingBefore - 1);
        }
    }

    /** The client made the open, or is back for it: nothing of before is under way. */
    public synchronized void restart(int sequence) {
        current = sequence & MASK;
        outstanding = 0;
        outstandingBefore = 0;
    }
}
