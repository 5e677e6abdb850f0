package io.onehop.cluster.ownership;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Reducer;
import io.onehop.cluster.state.Refused;
import io.onehop.cluster.state.States;
import io.onehop.cluster.state.VolumeState;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in simulated time over the pure classes: a log that is what Raft promises, three
 * processes with clocks of their own, messages that take their time, and faults. What is checked
 * after every event is whether two processes may serve one volume.
 */
final class ClusterModel {
    /** A rule left out, to see that the model notices. */
    enum Flaw {
        NONE,
        /** A new leader judges at once. */
        HASTY_LEADER,
        /** A lease runs from the answer instead of the heartbeat. */
        LEASE_FROM_ANSWER,
        /** A restarted node believes what an old state says that it owns. */
        OLD_STATE_BELIEVED,
        /** The leader reads its clock before it asks whether it leads. */
        CLOCK_BEFORE_TERM,
        /** A node that leads no more grants leases when its successor confirms the read. */
        SUCCESSOR_CONFIRMS
    }

    static final long MILLI = 1_000_000L;
    private static final int NODES = 3;
    private static final int VOLUMES = 4;
    private static final long TICK = 100 * MILLI;

    private record Event(long at, long order, Runnable what) {}

    /** A command of the leader of a term, not yet known to be committed. */
    record Pending(int term, Command command) {}

    final Random random;
    final Flaw flaw;
    final List<Command> log = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    (a, b) ->
                            a.at != b.at
                                    ? Long.compare(a.at, b.at)
                                    : Long.compare(a.order, b.order));
    private final List<ModelNode> nodes = new ArrayList<>();
    private ClusterState committed = ClusterState.empty();
    private long now;
    private long order;
    private int term;
    private int leader = -1;
    private int readyAt;
    private int takeovers;
    private long served;
    private @Nullable String violation;

    ClusterModel(long seed, Flaw flaw) {
        this.random = new Random(seed);
        this.flaw = flaw;
        commit(new Command.CreateCluster(States.CLUSTER, "SOFS1", "", "S-1-5-21-1-2-3"));
        for (int i = 0; i < NODES; i++) {
            commit(States.admit("fs" + i));
        }
        for (int i = 0; i < VOLUMES; i++) {
            commit(States.volume("V" + i));
        }
        for (int i = 0; i < NODES; i++) {
            nodes.add(new ModelNode(this, i));
        }
    }

    void run(int seconds) {
        elect();
        nodes.forEach(n -> after(random.nextLong(TICK), n::tick));
        after(500 * MILLI, this::fault);
        long end = seconds * 1_000L * MILLI;
        while (now < end && violation == null) {
            Event next = events.remove();
            now = next.at;
            next.what.run();
            check();
        }
    }

    @Nullable String violation() {
        return violation;
    }

    int takeovers() {
        return takeovers;
    }

    long served() {
        return served;
    }

    long now() {
        return now;
    }

    void after(long delay, Runnable what) {
        events.add(new Event(now + Math.max(0, delay), order++, what));
    }

    /** Mostly quick, sometimes slow, now and then longer than a lease. */
    long delay() {
        int kind = random.nextInt(100);
        if (kind < 85) {
            return random.nextLong(1, 30 * MILLI);
        }
        return kind < 98
                ? random.nextLong(30 * MILLI, 800 * MILLI)
                : random.nextLong(5_000 * MILLI);
    }

    /** Whether this node leads in a term that nobody has ended, as a majority would confirm. */
    boolean leads(int node, int inTerm) {
        return leader == node && term == inTerm;
    }

    int term() {
        return term;
    }

    int leader() {
        return leader;
    }

    /** The part of the log that a leader must have applied before it answers. */
    int readyAt() {
        return readyAt;
    }

    ModelNode nodeAt(int index) {
        return nodes.get(index);
    }

    /** Appends a command in a term; it is committed if the term lasts, or by luck after it. */
    void appendAsLeader(int inTerm, int node, Command command, Runnable done) {
        if (!leads(node, inTerm)) {
            after(delay(), done);
            return;
        }
        Pending entry = new Pending(inTerm, command);
        pending.add(entry);
        after(
                delay(),
                () -> {
                    if (pending.remove(entry)) {
                        commit(command);
                    }
                    done.run();
                });
    }

    /** A command of any node, tried until a leader takes it. */
    void submit(Command command, Runnable done) {
        after(
                delay(),
                () -> {
                    if (leader >= 0 && nodes.get(leader).running()) {
                        commit(command);
                        after(delay(), done);
                    } else {
                        submit(command, done);
                    }
                });
    }

    private void commit(Command command) {
        try {
            committed = Reducer.apply(committed, command);
            log.add(command);
            if (command instanceof Command.GiveVolume g
                    && committed.volume(g.name()).orElseThrow().epoch() > 1) {
                takeovers++;
            }
        } catch (Refused e) {
            // Refused alike at every node: the log goes on without it.
            return;
        }
        nodes.forEach(ModelNode::catchUpLater);
    }

    /** A majority votes for a node that is running; entries in flight are kept or lost. */
    private void elect() {
        List<ModelNode> able = nodes.stream().filter(ModelNode::running).toList();
        if (able.size() <= NODES / 2) {
            leader = -1;
            after(300 * MILLI, this::elect);
            return;
        }
        term++;
        leader = able.get(random.nextInt(able.size())).index();
        int keep = pending.isEmpty() ? 0 : random.nextInt(pending.size() + 1);
        List<Pending> inFlight = List.copyOf(pending);
        pending.clear();
        inFlight.stream().limit(keep).forEach(p -> commit(p.command()));
        readyAt = log.size();
        nodes.get(leader).elected(term);
    }

    private void fault() {
        ModelNode victim = nodes.get(random.nextInt(NODES));
        switch (random.nextInt(7)) {
            case 0, 1 -> victim.stop(random.nextLong(6_000 * MILLI));
            case 2 -> victim.kill(random.nextLong(4_000 * MILLI));
            case 3 -> elect();
            case 4 -> victim.cutOff(random.nextLong(6_000 * MILLI));
            case 5 -> victim.lagFor(random.nextLong(6_000 * MILLI));
            default -> {
                VolumeState any = committed.volume("V" + random.nextInt(VOLUMES)).orElseThrow();
                submit(new Command.MoveVolume(any.name(), "fs" + random.nextInt(NODES)), () -> {});
            }
        }
        boolean lost = leader < 0 || !nodes.get(leader).running();
        if (lost) {
            after(random.nextLong(600 * MILLI, 2_000 * MILLI), this::elect);
        }
        after(random.nextLong(100 * MILLI, 3_000 * MILLI), this::fault);
    }

    private void check() {
        for (int v = 0; v < VOLUMES; v++) {
            String volume = "V" + v;
            ModelNode holder = null;
            for (ModelNode node : nodes) {
                if (!node.mayServe(volume)) {
                    continue;
                }
                served++;
                if (holder != null) {
                    violation = volume + " by " + holder + " and " + node + " at " + now;
                    return;
                }
                holder = node;
            }
        }
    }
}
