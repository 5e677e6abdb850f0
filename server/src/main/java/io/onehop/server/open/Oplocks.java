package io.onehop.server.open;

import io.onehop.base.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The oplocks and leases on one stream: who may cache, what takes it away, and who has to wait for
 * that. A pure state machine: events and the time go in, breaks to send come out; an operation that
 * has to wait is tried again after {@code acknowledge}, {@code expire}, {@code abandon} or {@code
 * remove} returned. Not thread safe, the file's lock guards it. [MS-FSA] 2.1.4.12, 2.1.5.18,
 * 2.1.5.19
 */
public final class Oplocks {
    /** What is done to a stream that somebody may be caching. */
    public enum Operation {
        /** An open that may read or write. */
        OPEN,
        /** An open that asks for READ_CONTROL at most besides attributes: leases do not mind. */
        OPEN_CONTROL,
        /** An open that overwrites or supersedes. */
        OVERWRITE,
        /** An open that share modes refuse, or a deletion: cached handles must be closed. */
        HANDLE,
        /** A rename or a new link. */
        RENAME,
        READ,
        /** A write, a byte-range lock, a change of size: read caches become stale. */
        WRITE;

        /** The part of a grant's state that this takes away. */
        int takes(Grant grant) {
            int all = grant.state;
            boolean exclusive = (grant.state & Caching.W) != 0;
            return switch (this) {
                case OPEN, READ ->
                        grant.isOplock() ? (exclusive ? all & ~Caching.R : 0) : all & Caching.W;
                case OPEN_CONTROL -> grant.isOplock() && exclusive ? all & ~Caching.R : 0;
                case OVERWRITE, WRITE -> all;
                case HANDLE -> grant.isOplock() ? 0 : all & Caching.H;
                case RENAME ->
                        grant.isOplock() ? ((all & Caching.H) != 0 ? all : 0) : all & Caching.H;
            };
        }

        /** Whether this may go on only when the part that it takes away is given back. */
        boolean waitsFor(int taken) {
            return switch (this) {
                case OPEN, OPEN_CONTROL, OVERWRITE, READ, WRITE -> (taken & Caching.W) != 0;
                case HANDLE, RENAME -> taken != 0;
            };
        }
    }

    /**
     * A break to tell a client about.
     *
     * @param acknowledge whether the client has to answer
     * @param epoch the new epoch, 0 but in version 2 of leases
     */
    public record Break(Grant grant, int from, int to, boolean acknowledge, int epoch) {}

    /** Whether an operation has to wait, and what to tell clients now in any case. */
    public record Verdict(boolean mustWait, List<Break> breaks) {}

    /** What an acknowledgment is answered with. */
    public enum Answer {
        ACCEPTED,
        NOT_BREAKING,
        NOT_A_SUBSET
    }

    /** The answer to an acknowledgment, and a break that follows at once. */
    public record Acknowledged(Answer answer, List<Break> breaks) {}

    /**
     * What else there is on a stream when caching is asked for.
     *
     * @param shared whether others than the asking client have it open for data
     * @param locked whether byte ranges are locked
     */
    public record Contention(boolean shared, boolean locked) {}

    private final List<Grant> grants = new ArrayList<>();

    /** Whether nobody caches: no operation can break anything. */
    public boolean isEmpty() {
        return grants.isEmpty();
    }

    /**
     * Grants as much of what is wanted as can be. What caches something already is never lowered by
     * it, nor changed while it is breaking, and grows to all that is wanted or not at all, as in
     * Windows.
     *
     * @return the state that the client has now
     */
    public int request(Grant grant, int wanted, Contention contention) {
        if (grant.isBreaking()) {
            return grant.state;
        }
        int possible = possible(grant, wanted, contention);
        boolean grows =
                grant.state == Caching.NONE
                        || (possible == wanted && (possible & grant.state) == grant.state);
        if (grows && possible != grant.state) {
            grant.state = possible;
            grant.epoch++;
            if (!grants.contains(grant)) {
                grants.add(grant);
            }
        }
        return grant.state;
    }

    private int possible(Grant grant, int wanted, Contention contention) {
        if ((wanted & Caching.R) == 0) {
            return Caching.NONE;
        }
        boolean othersWrite = false;
        boolean othersCache = false;
        boolean othersLevelTwo = false;
        boolean othersHandle = false;
        for (Grant other : grants) {
            if (other != grant) {
                othersCache = true;
                othersWrite |= (other.state & Caching.W) != 0;
                othersHandle |= !other.isOplock() && (other.state & Caching.H) != 0;
                othersLevelTwo |= other.isOplock();
            }
        }
        if ((wanted & Caching.W) != 0 && !contention.shared && !othersCache) {
            return wanted;
        }
        if (othersWrite || contention.locked) {
            return Caching.NONE;
        }
        if (grant.isOplock()) {
            return othersHandle ? Caching.NONE : Caching.R;
        }
        int shared = wanted & ~Caching.W;
        return othersLevelTwo ? shared & ~Caching.H : shared;
    }

    /**
     * Takes away what an operation cannot live with.
     *
     * @param key of the client's lease, or the open itself
     */
    public Verdict check(Operation operation, Object key, long nowNanos) {
        boolean mustWait = false;
        List<Break> breaks = new ArrayList<>();
        for (Grant grant : List.copyOf(grants)) {
            int taken = operation.takes(grant);
            boolean own = grant.key().equals(key);
            // Opens stay behind a break that another follows, as they came after what asked for it.
            mustWait |=
                    !own && grant.isBreaking() && grant.owed != grant.breakTo && isOpen(operation);
            // One's own level II oplock does not survive one's own write; one's own lease does.
            boolean ownStays = own && !(grant.isOplock() && grant.state == Caching.R);
            if (taken == 0 || ownStays) {
                continue;
            }
            mustWait |= !own && operation.waitsFor(taken);
            if (grant.isBreaking()) {
                grant.owed &= ~taken;
            } else {
                grant.epoch++;
                breaks.add(start(grant, grant.state & ~taken, nowNanos));
            }
        }
        return new Verdict(mustWait, breaks);
    }

    private static boolean isOpen(Operation operation) {
        return switch (operation) {
            case OPEN, OVERWRITE -> true;
            case OPEN_CONTROL, HANDLE, RENAME, READ, WRITE -> false;
        };
    }

    /**
     * An entry of the directory changed: takes everything from all who cache it, but for one lease.
     * Nobody waits for it.
     *
     * @param exempt the key of that lease, or null
     */
    public List<Break> entryChanged(@Nullable UUID exempt, long nowNanos) {
        List<Break> breaks = new ArrayList<>();
        for (Grant grant : List.copyOf(grants)) {
            if (grant.key() instanceof LeaseId id && id.leaseKey().equals(exempt)) {
                continue;
            }
            if (grant.isBreaking()) {
                grant.owed = Caching.NONE;
            } else {
                grant.epoch++;
                breaks.add(start(grant, Caching.NONE, nowNanos));
            }
        }
        return breaks;
    }

    /** Like {@link #check}, but only for batch oplocks, which break before share modes count. */
    public Verdict checkBatch(Operation operation, Object key, long nowNanos) {
        boolean batch = false;
        for (Grant grant : grants) {
            batch |= grant.isOplock() && (grant.state & Caching.H) != 0;
        }
        return batch ? check(operation, key, nowNanos) : new Verdict(false, List.of());
    }

    private Break start(Grant grant, int to, long nowNanos) {
        int from = grant.state;
        boolean acknowledge = from != Caching.R;
        if (acknowledge) {
            grant.breakTo = to;
            grant.owed = to;
            grant.deadlineNanos = nowNanos + Limits.BREAK_TIMEOUT_NANOS;
        } else {
            settle(grant, to);
        }
        int epoch = grant.kind() == Grant.Kind.LEASE_V2 ? grant.epoch() : 0;
        return new Break(grant, from, to, acknowledge, epoch);
    }

    /**
     * A client's answer to a break.
     *
     * @param state what it keeps
     */
    public Acknowledged acknowledge(Grant grant, int state, long nowNanos) {
        if (!grant.isBreaking()) {
            return new Acknowledged(Answer.NOT_BREAKING, List.of());
        }
        if ((state & ~grant.breakTo) != 0) {
            return new Acknowledged(Answer.NOT_A_SUBSET, List.of());
        }
        int owed = grant.owed;
        // Without read caching there is nothing: no other combination can be held.
        int kept = (state & Caching.R) == 0 ? Caching.NONE : state;
        settle(grant, kept);
        if ((kept & ~owed) == 0) {
            return new Acknowledged(Answer.ACCEPTED, List.of());
        }
        // Windows takes one kind of caching after the other, and gives no new epoch for it.
        int left = kept & owed;
        boolean handleFirst = (kept & Caching.H) != 0 && left == Caching.NONE;
        Break next = start(grant, handleFirst ? kept & ~Caching.H : left, nowNanos);
        if (next.acknowledge) {
            grant.owed = left;
        }
        return new Acknowledged(Answer.ACCEPTED, List.of(next));
    }

    /** A client cannot be told, or answered nonsense: it has nothing any more. */
    public void abandon(Grant grant) {
        settle(grant, Caching.NONE);
    }

    /** The open or all opens of the lease are closed. */
    public void remove(Grant grant) {
        abandon(grant);
    }

    /**
     * Takes everything from clients that did not answer in time; returns whether there were any.
     */
    public boolean expire(long nowNanos) {
        boolean any = false;
        for (Grant grant : List.copyOf(grants)) {
            if (grant.isBreaking() && nowNanos - grant.deadlineNanos >= 0) {
                abandon(grant);
                any = true;
            }
        }
        return any;
    }

    /** When {@link #expire} should be called next. */
    public OptionalLong nextDeadlineNanos() {
        OptionalLong next = OptionalLong.empty();
        for (Grant grant : grants) {
            if (grant.isBreaking()
                    && (next.isEmpty() || grant.deadlineNanos - next.getAsLong() < 0)) {
                next = OptionalLong.of(grant.deadlineNanos);
            }
        }
        return next;
    }

    private void settle(Grant grant, int state) {
        grant.state = state;
        grant.breakTo = -1;
        if (state == Caching.NONE) {
            grants.remove(grant);
        }
    }
}
