package io.onehop.client.move;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where one share is used, and how it gets elsewhere. [MS-SMB2] 3.2.4.2.1, 3.2.4.29, 3.2.7.1;
 * [MS-SWN] 3.2.4.
 *
 * <pre>
 * NEW ---Start---&gt; RESOLVING ---Resolved---&gt; ATTACHING ---Attached---&gt; REOPENING ---Reopened---&gt; SERVING
 * SERVING ---Asked (planned: the old connection goes on meanwhile)---&gt; ATTACHING
 * SERVING, REOPENING ---LinkLost, NodeUnavailable---&gt; RESOLVING
 * ATTACHING ---every address failed---&gt; PAUSED ---Tick---&gt; RESOLVING; planned: back to SERVING
 * any but SERVING ---deadline---&gt; FAILED ---Wanted---&gt; RESOLVING;  any ---Close---&gt; CLOSED
 * </pre>
 *
 * Pure; one thread.
 */
public final class MoveMachine {
    /** Where we are. */
    public enum State {
        NEW,
        RESOLVING,
        ATTACHING,
        PAUSED,
        REOPENING,
        SERVING,
        FAILED,
        CLOSED
    }

    /** What happens to the machine. */
    public sealed interface Event {
        record Start() implements Event {}

        record Resolved(List<InetAddress> addresses) implements Event {
            public Resolved {
                addresses = List.copyOf(addresses);
            }
        }

        record Unresolved(String reason) implements Event {}

        /** A connection with session and tree exists there, and waits to be used. */
        record Attached(InetAddress address, long generation) implements Event {}

        /**
         * @param refused whether the server said no, rather than nothing
         * @param elsewhere where the server sent us instead, or empty
         */
        record AttachFailed(
                InetAddress address, String reason, boolean refused, List<InetAddress> elsewhere)
                implements Event {
            public AttachFailed {
                elsewhere = List.copyOf(elsewhere);
            }
        }

        /**
         * @param blocked files that may be opened a little later
         */
        record Reopened(int blocked) implements Event {}

        record LinkLost(long generation, String reason) implements Event {}

        record NodeUnavailable(InetAddress address, String reason) implements Event {}

        /** The witness asks to move to one of these. */
        record Asked(MoveKind kind, List<InetAddress> addresses) implements Event {
            public Asked {
                addresses = List.copyOf(addresses);
            }
        }

        /** Somebody wants to use a share that had failed. */
        record Wanted() implements Event {}

        record Tick() implements Event {}

        record Close() implements Event {}
    }

    /** What the runtime is to do, in this order. */
    public sealed interface Effect {
        /** Look the name up. */
        record Resolve() implements Effect {}

        /**
         * Connect, log on, connect the tree.
         *
         * @param again whether the share was in use before
         */
        record Attach(InetAddress address, boolean again) implements Effect {}

        /** Let operations wait. */
        record Hold() implements Effect {}

        /** Wait for what is on its way on the old connection, close its files and it. */
        record Retire() implements Effect {}

        /** Drop the old connection as it is. */
        record Drop() implements Effect {}

        /** Use the attached connection from now on. */
        record Switch() implements Effect {}

        /** Drop a connection that was attached too late. */
        record Discard() implements Effect {}

        /** Open the open files again, by name. */
        record Reopen() implements Effect {}

        /** Let operations go on. */
        record Resume() implements Effect {}

        /** Register with the witness anew, for the connection in use. */
        record Watch() implements Effect {}

        /** Come back with a Tick. */
        record Wake(long atNanos) implements Effect {}

        record Fail(String reason) implements Effect {}

        record Moved(MoveKind kind, @Nullable InetAddress from, InetAddress to) implements Effect {}
    }

    /** How patient we are. */
    public record Patience(
            long moveNanos, long reopenNanos, long backOffNanos, long moveAgainNanos) {
        public static final Patience DEFAULT = ofMillis(30_000);

        public static Patience ofMillis(long moveMillis) {
            return new Patience(
                    TimeUnit.MILLISECONDS.toNanos(moveMillis),
                    TimeUnit.SECONDS.toNanos(3),
                    TimeUnit.MILLISECONDS.toNanos(100),
                    TimeUnit.SECONDS.toNanos(2));
        }
    }

    private static final int MOST_BACK_OFF_STEPS = 4;
    private static final int MOST_REDIRECTS = 4;

    private final Patience patience;
    private final Random random;
    private final Deque<InetAddress> candidates = new ArrayDeque<>();
    private final Set<InetAddress> redirected = new HashSet<>();
    private State state = State.NEW;
    private List<InetAddress> known = List.of();
    private @Nullable InetAddress current;
    private @Nullable InetAddress from;
    private @Nullable InetAddress avoided;
    private long generation = -1;
    private @Nullable MoveKind kind;
    private boolean planned;
    private boolean servedOnce;
    private boolean watchAgain;
    private long deadlineNanos;
    private long reopeningSinceNanos;
    private int backOffSteps;
    private String lastReason = "not connected yet";
    private Event.@Nullable Asked postponed;

    public MoveMachine(Patience patience, RandomGenerator random) {
        this.patience = patience;
        this.random = Random.from(random);
    }

    public State state() {
        return state;
    }

    /** The node in use, or the last one. */
    public @Nullable InetAddress current() {
        return current;
    }

    public List<Effect> on(Event event, long nowNanos) {
        if (state == State.CLOSED) {
            return event instanceof Event.Attached ? List.of(new Effect.Discard()) : List.of();
        }
        List<Effect> out = new ArrayList<>();
        switch (event) {
            case Event.Start ignored -> onStart(nowNanos, out);
            case Event.Resolved resolved -> onResolved(resolved.addresses, nowNanos, out);
            case Event.Unresolved unresolved -> {
                lastReason = unresolved.reason;
                onResolved(known, nowNanos, out);
            }
            case Event.Attached attached -> onAttached(attached, nowNanos, out);
            case Event.AttachFailed failed -> onAttachFailed(failed, nowNanos, out);
            case Event.Reopened reopened -> onReopened(reopened.blocked, nowNanos, out);
            case Event.LinkLost lost -> {
                if (lost.generation == generation) {
                    onLost(MoveKind.CONNECTION_LOST, lost.reason, nowNanos, out);
                }
            }
            case Event.NodeUnavailable gone -> {
                if (gone.address.equals(current)) {
                    onLost(MoveKind.NODE_UNAVAILABLE, gone.reason, nowNanos, out);
                }
            }
            case Event.Asked asked -> onAsked(asked, out);
            case Event.Wanted ignored -> {
                if (state == State.FAILED) {
                    beginUnplanned(nowNanos, out);
                }
            }
            case Event.Tick ignored -> onTick(nowNanos, out);
            case Event.Close ignored -> {
                state = State.CLOSED;
                out.add(new Effect.Retire());
            }
        }
        return out;
    }

    private void onStart(long now, List<Effect> out) {
        if (state != State.NEW) {
            throw new IllegalStateException("started in " + state);
        }
        beginUnplanned(now, out);
    }

    private void beginUnplanned(long now, List<Effect> out) {
        state = State.RESOLVING;
        planned = false;
        deadlineNanos = now + patience.moveNanos;
        backOffSteps = 0;
        redirected.clear();
        out.add(new Effect.Resolve());
    }

    private void onResolved(List<InetAddress> addresses, long now, List<Effect> out) {
        if (state != State.RESOLVING) {
            return;
        }
        known = addresses;
        List<InetAddress> order = new ArrayList<>(addresses);
        Collections.shuffle(order, random);
        // The node that was just lost comes last: it may be all that there is.
        if (avoided != null && order.remove(avoided)) {
            order.add(avoided);
        }
        candidates.clear();
        candidates.addAll(order);
        if (order.isEmpty()) {
            lastReason = "the name has no address (" + lastReason + ")";
        }
        attachNext(now, out);
    }

    private void attachNext(long now, List<Effect> out) {
        InetAddress next = candidates.poll();
        if (next != null) {
            state = State.ATTACHING;
            out.add(new Effect.Attach(next, servedOnce));
        } else if (planned) {
            // Nobody was there to take us; where we are, we are served.
            planned = false;
            kind = null;
            state = State.SERVING;
            watchAgain = true;
            out.add(new Effect.Wake(now + patience.moveAgainNanos));
        } else if (now - deadlineNanos >= 0) {
            fail(out);
        } else {
            state = State.PAUSED;
            out.add(new Effect.Wake(now + backOff()));
        }
    }

    private long backOff() {
        long nanos = patience.backOffNanos << Math.min(backOffSteps, MOST_BACK_OFF_STEPS);
        backOffSteps++;
        return nanos;
    }

    private void fail(List<Effect> out) {
        state = State.FAILED;
        out.add(new Effect.Fail(lastReason));
    }

    private void onAttached(Event.Attached attached, long now, List<Effect> out) {
        if (state != State.ATTACHING) {
            out.add(new Effect.Discard());
            return;
        }
        if (planned) {
            out.add(new Effect.Hold());
            out.add(new Effect.Retire());
        }
        current = attached.address;
        generation = attached.generation;
        state = State.REOPENING;
        planned = false;
        reopeningSinceNanos = now;
        out.add(new Effect.Switch());
        out.add(new Effect.Reopen());
    }

    private void onAttachFailed(Event.AttachFailed failed, long now, List<Effect> out) {
        if (state != State.ATTACHING) {
            return;
        }
        lastReason = failed.reason;
        if (failed.refused && failed.elsewhere.isEmpty() && !servedOnce) {
            // Wrong password or share: another node would say the same.
            fail(out);
            return;
        }
        for (InetAddress address : failed.elsewhere) {
            if (redirected.size() < MOST_REDIRECTS && redirected.add(address)) {
                candidates.remove(address);
                candidates.addFirst(address);
            }
        }
        attachNext(now, out);
    }

    private void onReopened(int blocked, long now, List<Effect> out) {
        if (state != State.REOPENING) {
            return;
        }
        if (blocked > 0 && now - reopeningSinceNanos < patience.reopenNanos) {
            out.add(new Effect.Wake(now + backOff()));
            return;
        }
        // What is still blocked is opened again when it is used.
        state = State.SERVING;
        watchAgain = false;
        out.add(new Effect.Resume());
        out.add(new Effect.Watch());
        InetAddress to = current;
        if (kind != null && to != null) {
            out.add(new Effect.Moved(kind, from, to));
        }
        kind = null;
        avoided = null;
        servedOnce = true;
        backOffSteps = 0;
        Event.Asked next = postponed;
        postponed = null;
        if (next != null) {
            onAsked(next, out);
        }
    }

    private void onLost(MoveKind why, String reason, long now, List<Effect> out) {
        switch (state) {
            case SERVING -> {
                lastReason = reason;
                kind = why;
                from = current;
                avoided = current;
                generation = -1;
                out.add(new Effect.Hold());
                out.add(new Effect.Drop());
                beginUnplanned(now, out);
            }
            case REOPENING -> {
                lastReason = reason;
                avoided = current;
                generation = -1;
                out.add(new Effect.Drop());
                state = State.RESOLVING;
                out.add(new Effect.Resolve());
            }
            case ATTACHING -> {
                // The old connection ended while we made the new one, which is still on its way.
                if (planned) {
                    planned = false;
                    avoided = current;
                    generation = -1;
                    deadlineNanos = now + patience.moveNanos;
                    out.add(new Effect.Hold());
                    out.add(new Effect.Drop());
                }
            }
            case NEW, RESOLVING, PAUSED, FAILED, CLOSED -> {}
        }
    }

    private void onAsked(Event.Asked asked, List<Effect> out) {
        if (state == State.FAILED || state == State.NEW) {
            return;
        }
        if (state != State.SERVING) {
            postponed = asked;
            return;
        }
        if (asked.addresses.isEmpty() || asked.addresses.contains(current)) {
            return;
        }
        List<InetAddress> order = new ArrayList<>(asked.addresses);
        Collections.shuffle(order, random);
        candidates.clear();
        candidates.addAll(order);
        redirected.clear();
        kind = asked.kind;
        from = current;
        planned = true;
        state = State.ATTACHING;
        out.add(new Effect.Attach(candidates.remove(), true));
    }

    private void onTick(long now, List<Effect> out) {
        if (state == State.PAUSED) {
            if (now - deadlineNanos >= 0) {
                fail(out);
            } else {
                state = State.RESOLVING;
                out.add(new Effect.Resolve());
            }
        } else if (state == State.REOPENING) {
            out.add(new Effect.Reopen());
        } else if (state == State.SERVING && watchAgain) {
            // The witness asks anew if the move is still worth making.
            watchAgain = false;
            out.add(new Effect.Watch());
        }
    }
}
