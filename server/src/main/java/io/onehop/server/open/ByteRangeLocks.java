package io.onehop.server.open;

import io.onehop.base.Limits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The byte-range locks of one stream. Pure; not thread safe, the file's lock guards it. Offsets and
 * lengths are unsigned 64-bit numbers of bytes. [MS-FSA] 2.1.4.10, 2.1.5.8, 2.1.5.9
 *
 * @param <O> who owns locks: an open, compared by identity
 */
public final class ByteRangeLocks<O> {
    /** A range and how it is to be locked. */
    public record Range(long offset, long length, boolean exclusive) {
        /** Whether its last byte has an offset that fits 64 bits. */
        public boolean isValid() {
            return length == 0 || Long.compareUnsigned(offset + length - 1, offset) >= 0;
        }

        /**
         * Whether two ranges have a byte in common. An empty range lies between two bytes and
         * overlaps a range that holds both of them; the empty range at offset 0 overlaps nothing.
         */
        boolean overlaps(Range other) {
            if (isNowhere() || other.isNowhere()) {
                return false;
            }
            long last = offset + length - 1;
            long otherLast = other.offset + other.length - 1;
            return Long.compareUnsigned(offset, otherLast) <= 0
                    && Long.compareUnsigned(last, other.offset) >= 0;
        }

        private boolean isNowhere() {
            return offset == 0 && length == 0;
        }
    }

    /** What became of a request for locks. */
    public enum Outcome {
        GRANTED,
        CONFLICT,
        TOO_MANY
    }

    /** A request for one lock that waits until it is granted, cancelled, or its owner closes. */
    public final class Waiter {
        private final O owner;
        private final Range range;

        private Waiter(O owner, Range range) {
            this.owner = owner;
            this.range = range;
        }

        public O owner() {
            return owner;
        }
    }

    private record Held<O>(O owner, Range range) {}

    private final List<Held<O>> held = new ArrayList<>();
    private final List<Waiter> waiting = new ArrayList<>();

    /** Whether there is no lock: nothing can conflict. */
    public boolean isEmpty() {
        return held.isEmpty();
    }

    /** Takes all ranges or, when one conflicts with what is held, none. */
    public Outcome lock(O owner, List<Range> ranges) {
        int before = held.size();
        for (Range range : ranges) {
            boolean full = held.size() >= Limits.MAX_LOCKS_PER_STREAM;
            if (full || conflicts(owner, range, true)) {
                held.subList(before, held.size()).clear();
                return full ? Outcome.TOO_MANY : Outcome.CONFLICT;
            }
            held.add(new Held<>(owner, range));
        }
        return Outcome.GRANTED;
    }

    /** Waits for a range that {@link #lock} refused with CONFLICT. */
    public Waiter await(O owner, Range range) {
        Waiter waiter = new Waiter(owner, range);
        waiting.add(waiter);
        return waiter;
    }

    /** Stops waiting; false when the lock was granted or the waiter was taken out before. */
    public boolean cancel(Waiter waiter) {
        return waiting.remove(waiter);
    }

    /**
     * Gives up one lock of exactly this range, an exclusive one first.
     *
     * @return whether there was one; {@link #grantWaiting} must follow
     */
    public boolean unlock(O owner, long offset, long length) {
        int found = -1;
        for (int i = 0; i < held.size(); i++) {
            Held<O> lock = held.get(i);
            if (lock.owner.equals(owner)
                    && lock.range.offset == offset
                    && lock.range.length == length) {
                found = i;
                if (lock.range.exclusive) {
                    break;
                }
            }
        }
        if (found >= 0) {
            held.remove(found);
        }
        return found >= 0;
    }

    /** Grants, in the order they came, the waiting requests that conflict no longer. */
    public List<Waiter> grantWaiting() {
        List<Waiter> granted = new ArrayList<>();
        Iterator<Waiter> i = waiting.iterator();
        while (i.hasNext()) {
            Waiter waiter = i.next();
            if (lock(waiter.owner, List.of(waiter.range)) == Outcome.GRANTED) {
                i.remove();
                granted.add(waiter);
            }
        }
        return granted;
    }

    /**
     * Drops all that an owner holds and waits for; {@link #grantWaiting} must follow.
     *
     * @return its requests that waited
     */
    public List<Waiter> close(O owner) {
        held.removeIf(lock -> lock.owner.equals(owner));
        List<Waiter> ended = new ArrayList<>();
        for (Waiter waiter : waiting) {
            if (waiter.owner.equals(owner)) {
                ended.add(waiter);
            }
        }
        waiting.removeAll(ended);
        return ended;
    }

    /** Whether an owner may read a range: no other owner has locked it exclusively. */
    public boolean mayRead(O owner, long offset, long length) {
        return length == 0 || !conflicts(owner, new Range(offset, length, false), false);
    }

    /** Whether an owner may write a range: only its own exclusive locks may be in it. */
    public boolean mayWrite(O owner, long offset, long length) {
        return length == 0 || !conflicts(owner, new Range(offset, length, true), false);
    }

    /** How many locks an owner holds. */
    public int count(O owner) {
        return (int) held.stream().filter(lock -> lock.owner.equals(owner)).count();
    }

    private boolean conflicts(O owner, Range range, boolean toLock) {
        for (Held<O> lock : held) {
            if (!lock.range.overlaps(range)) {
                continue;
            }
            if (lock.range.exclusive) {
                if (!lock.owner.equals(owner) || (toLock && range.exclusive)) {
                    return true;
                }
            } else if (range.exclusive) {
                return true;
            }
        }
        return false;
    }
}
