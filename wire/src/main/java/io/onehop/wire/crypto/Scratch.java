package io.onehop.wire.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Arrays that the ciphers of all sessions borrow for the time of one call: sessions are many, and
 * few are served at the same moment. What is in one is left from its last use. Any thread, without
 * a lock.
 */
final class Scratch {
    /** Lengths that are kept; the largest holds an I/O of 1 MiB with its headers. */
    private static final int[] LENGTHS = {
        1 << 10, 9 << 10, 17 << 10, 68 << 10, 260 << 10, 1032 << 10
    };

    private static final int MOST_SLOTS = 32;

    /** For as many threads as can run, two arrays each. */
    private static final int SLOTS =
            Math.min(MOST_SLOTS, 2 * Runtime.getRuntime().availableProcessors());

    private static final AtomicReferenceArray<byte[]> KEPT =
            new AtomicReferenceArray<>(LENGTHS.length * SLOTS);

    private Scratch() {}

    /** An array of at least so many bytes. */
    static byte[] take(int bytes) {
        for (int i = 0; i < LENGTHS.length; i++) {
            if (bytes <= LENGTHS[i]) {
                return takeOrMake(i);
            }
        }
        return new byte[bytes];
    }

    private static byte[] takeOrMake(int length) {
        for (int slot = length * SLOTS; slot < (length + 1) * SLOTS; slot++) {
            if (KEPT.getPlain(slot) != null) {
                byte[] kept = KEPT.getAndSet(slot, null);
                if (kept != null) {
                    return kept;
                }
            }
        }
        return new byte[LENGTHS[length]];
    }

    /** Gives back what was taken, once; whoever took it uses it no more. */
    static void give(byte[] array) {
        for (int i = 0; i < LENGTHS.length; i++) {
            if (array.length == LENGTHS[i]) {
                keep(array, i * SLOTS);
                return;
            }
        }
    }

    private static void keep(byte[] array, int first) {
        for (int slot = first; slot < first + SLOTS; slot++) {
            if (KEPT.getPlain(slot) == null && KEPT.compareAndSet(slot, null, array)) {
                return;
            }
        }
    }
}
