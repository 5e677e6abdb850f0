package io.onehop.server.connection;

import io.onehop.base.Limits;
import java.util.BitSet;

/**
 * Which message ids a client may use, and how many credits it holds. [MS-SMB2] 3.3.1.1, 3.3.1.2,
 * 3.3.5.2.3. Pure; one thread.
 *
 * <p>Ids from {@code low} on and below {@code high} may come, each once. The ids between the two
 * are bounded, so that a client that withholds one id cannot make the window grow without end.
 */
final class CommandWindow {
    private static final int MAX_SPAN = 2 * Limits.MAX_CREDITS;

    private final BitSet used = new BitSet();
    private long low;
    private long high = 1;
    private int held = 1;

    /**
     * Takes the ids of a request out of the window.
     *
     * @return false if one of them is not in it; the connection must end then
     */
    boolean consume(long messageId, int charge) {
        if (messageId < low || messageId >= high || charge > high - messageId) {
            return false;
        }
        for (int i = 0; i < charge; i++) {
            if (used.get(slot(messageId + i))) {
                return false;
            }
        }
        for (int i = 0; i < charge; i++) {
            used.set(slot(messageId + i));
        }
        held -= charge;
        while (low < high && used.get(slot(low))) {
            used.clear(slot(low));
            low++;
        }
        return true;
    }

    /**
     * Grants credits for a response: what was asked for, as far as the client then holds no more
     * than {@code maxHeld}; and always one if it held none else.
     */
    int grant(int requested, int maxHeld) {
        long room = Math.min(maxHeld - held, MAX_SPAN - (high - low));
        int granted = (int) Math.max(0, Math.min(requested, room));
        if (granted == 0 && held == 0) {
            granted = 1;
        }
        held += granted;
        high += granted;
        return granted;
    }

    /** Credits that the client holds. */
    int held() {
        return held;
    }

    private static int slot(long messageId) {
        return (int) (messageId % MAX_SPAN);
    }
}
