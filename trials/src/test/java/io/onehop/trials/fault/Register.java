package io.onehop.trials.fault;

import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A block of a file with one writer, whose values are numbered. What a reader may see follows from
 * what the writer had sent and what had been acknowledged: never less than was acknowledged before
 * the read began or than an earlier read saw, never more than was sent by its end. Thread safe.
 */
final class Register {
    static final int BYTES = 4_096;

    private final int id;
    private long sent;
    private long acknowledged;
    private long seen;
    private @Nullable String violation;

    Register(int id) {
        this.id = id;
    }

    /** What must at least be read by a read that begins now. */
    synchronized long floor() {
        return Math.max(acknowledged, seen);
    }

    synchronized long nextValue() {
        return ++sent;
    }

    synchronized void acknowledged(long value) {
        acknowledged = Math.max(acknowledged, value);
    }

    synchronized long acknowledgedSoFar() {
        return acknowledged;
    }

    /**
     * The block of a value: its number at both ends, and between them bytes that follow from it.
     */
    ByteBuffer block(long value) {
        byte[] bytes = new byte[BYTES];
        new Random(value * 1_000_003 + id).nextBytes(bytes);
        return ByteBuffer.wrap(bytes).putLong(0, value).putLong(BYTES - 8, value).putInt(8, id);
    }

    /**
     * Checks what a read gave.
     *
     * @param floorBefore {@link #floor} when it began
     */
    synchronized void read(ByteBuffer block, long floorBefore, String where) {
        if (block.remaining() != BYTES) {
            complain("short: " + block.remaining() + " bytes", where);
            return;
        }
        long first = block.getLong(0);
        long last = block.getLong(BYTES - 8);
        boolean changing = sent > floorBefore;
        if (first != last || (first != 0 && !block.equals(block(first)))) {
            // A read beside a write may see a part of each, but only then.
            if (!changing) {
                complain("torn: " + first + " and " + last, where);
            }
            return;
        }
        if (first < floorBefore) {
            complain("stale or lost: " + first + " after " + floorBefore, where);
        } else if (first > sent) {
            complain("never written: " + first, where);
        }
        if (!changing || first <= acknowledged) {
            seen = Math.max(seen, first);
        }
    }

    private void complain(String what, String where) {
        if (violation == null) {
            violation = "register " + id + ", " + where + ": " + what + ", sent " + sent;
        }
    }

    synchronized @Nullable String violation() {
        return violation;
    }
}
