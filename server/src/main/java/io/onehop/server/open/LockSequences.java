package io.onehop.server.open;

import java.util.Arrays;

/**
 * The sequence numbers of an open's lock requests, by which one that is sent again is known and not
 * carried out twice. Thread safe. Open.LockSequenceArray of [MS-SMB2] 3.3.1.10.
 */
public final class LockSequences {
    private static final int ENTRIES = 64;
    private static final byte INVALID = -1;

    private final byte[] numbers = new byte[ENTRIES + 1];

    LockSequences() {
        Arrays.fill(numbers, INVALID);
    }

    /** Whether the request was carried out before. If it was not, its entry begins anew. */
    public synchronized boolean isReplay(int index, int number) {
        if (!isEntry(index)) {
            return false;
        }
        boolean replay = numbers[index] == number;
        if (!replay) {
            numbers[index] = INVALID;
        }
        return replay;
    }

    /** A request was carried out with success. */
    public synchronized void succeeded(int index, int number) {
        if (isEntry(index)) {
            numbers[index] = (byte) number;
        }
    }

    private static boolean isEntry(int index) {
        return index >= 1 && index <= ENTRIES;
    }
}
