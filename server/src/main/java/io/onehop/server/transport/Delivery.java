package io.onehop.server.transport;

/**
 * Whether the peer's machine has taken what was sent, by looking at the connection a few times.
 * What was once seen to be taken is not lost any more, also if the connection ends a moment later.
 * Pure.
 */
final class Delivery {
    static final int LOOK_MILLIS = 100;

    /** Together several times what a healthy peer takes, and a small part of a break's time. */
    private static final int MAX_LOOKS = 20;

    /** What a look has shown. */
    enum Verdict {
        TAKEN,
        LOST,
        /** Look again after {@link #LOOK_MILLIS}. */
        UNKNOWN
    }

    private int looks;

    /** The connection has ended. */
    Verdict closed() {
        return Verdict.LOST;
    }

    /**
     * The connection lives.
     *
     * @param waiting whether something is not acknowledged
     * @param sentAgain whether something had to be sent again and is still not acknowledged
     */
    Verdict open(boolean waiting, boolean sentAgain) {
        looks++;
        if (!waiting) {
            return Verdict.TAKEN;
        }
        if (looks < MAX_LOOKS) {
            return Verdict.UNKNOWN;
        }
        // On a busy connection there is always something on its way.
        return sentAgain ? Verdict.LOST : Verdict.TAKEN;
    }
}
