package io.onehop.cluster.ownership;

import io.onehop.cluster.ownership.ClusterModel.Flaw;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.Reducer;
import io.onehop.cluster.state.Refused;
import io.onehop.cluster.state.VolumeState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One process of {@link ClusterModel}: does what the timer of a node does, on its own clock. */
final class ModelNode {
    private static final long MILLI = ClusterModel.MILLI;

    private final ClusterModel model;
    private final int index;
    private final String name;
    // Rates differ by at most 4 %, the judge allows for 5.
    private final double rate;
    private final long offset;

    // On disk: survives a kill.
    private int applied;
    private ClusterState state = ClusterState.empty();

    // In memory.
    private int life;
    private Lease lease = new Lease();
    private LivenessJudge judge = new LivenessJudge();
    private Balancer balancer = new Balancer();
    private long incarnation;
    private boolean announcing;
    private boolean planning;
    private boolean timerWaits;
    private int leadsIn = -1;
    private long nextBeat = Long.MIN_VALUE;
    private int lastLeader = -1;
    private int formerLeader = -1;
    private long formerUntil;
    private Set<String> closed = new HashSet<>();

    private boolean alive = true;
    private long stoppedUntil;
    private long cutUntil;
    private long lagUntil;

    ModelNode(ClusterModel model, int index) {
        this.model = model;
        this.index = index;
        this.name = "fs" + index;
        this.rate = 0.98 + 0.04 * model.random.nextDouble();
        this.offset = model.random.nextLong();
        catchUpLater();
    }

    int index() {
        return index;
    }

    private long clock() {
        return offset + (long) (model.now() * rate);
    }

    /** Whether it runs, and is neither stopped nor cut off. */
    boolean running() {
        return alive && model.now() >= stoppedUntil && model.now() >= cutUntil;
    }

    void stop(long nanos) {
        stoppedUntil = Math.max(stoppedUntil, model.now() + nanos);
    }

    void cutOff(long nanos) {
        cutUntil = Math.max(cutUntil, model.now() + nanos);
    }

    void lagFor(long nanos) {
        lagUntil = Math.max(lagUntil, model.now() + nanos);
    }

    /** Everything in memory is gone; the log stays. */
    void kill(long downNanos) {
        alive = false;
        life++;
        stoppedUntil = 0;
        lease = new Lease();
        judge = new LivenessJudge();
        balancer = new Balancer();
        incarnation = 0;
        announcing = false;
        planning = false;
        timerWaits = false;
        leadsIn = -1;
        nextBeat = Long.MIN_VALUE;
        closed = new HashSet<>();
        model.after(downNanos, () -> alive = true);
    }

    void elected(int term) {
        int of = life;
        // It learns of its election some time after the votes.
        model.after(model.random.nextLong(20 * MILLI), () -> onlyIf(of, () -> leadsIn = term));
        catchUpLater();
    }

    void catchUpLater() {
        model.after(
                Math.max(lagUntil - model.now(), 0) + model.delay(),
                () -> {
                    if (running() && model.now() >= lagUntil) {
                        catchUp();
                    } else {
                        model.after(200 * MILLI, this::catchUpOrRetry);
                    }
                });
    }

    private void catchUpOrRetry() {
        if (running() && model.now() >= lagUntil) {
            catchUp();
        } else {
            model.after(200 * MILLI, this::catchUpOrRetry);
        }
    }

    private void catchUp() {
        while (applied < model.log.size()) {
            applyNext();
        }
    }

    private void applyNext() {
        try {
            state = Reducer.apply(state, model.log.get(applied++));
        } catch (Refused e) {
            throw new IllegalStateException("the log holds only what was done", e);
        }
        handOver();
    }

    /** What the owner of a volume that should move does: it stops serving, then says so. */
    private void handOver() {
        for (VolumeState volume : state.volumes().values()) {
            if (volume.movingTo() != null
                    && volume.ownedBy(name)
                    && closed.add(volume.name() + volume.epoch())) {
                model.submit(new Command.ReleaseVolume(volume.name(), volume.epoch()), () -> {});
            }
        }
    }

    /** Runs a callback when the process is the same one and not stopped; later if stopped. */
    private void onlyIf(int of, Runnable what) {
        if (life != of || !alive) {
            return;
        }
        if (model.now() < stoppedUntil) {
            model.after(stoppedUntil - model.now(), () -> onlyIf(of, what));
        } else {
            what.run();
        }
    }

    void tick() {
        model.after((long) (100 * MILLI / rate), this::tick);
        int of = life;
        onlyIf(
                of,
                () -> {
                    if (!timerWaits) {
                        announce();
                        beat();
                        lead();
                    }
                });
    }

    private void announce() {
        NodeState self = state.node(name).orElse(null);
        if (self == null || announcing || (self.up() && self.incarnation() == incarnation)) {
            return;
        }
        lease.lost();
        incarnation = self.incarnation() + 1;
        announcing = true;
        int of = life;
        model.submit(
                new Command.NodeUp(
                        name,
                        incarnation,
                        self.clientAddresses(),
                        self.clusterAddress(),
                        self.ports()),
                () -> onlyIf(of, () -> announcing = false));
    }

    private void beat() {
        if (incarnation == 0 || (nextBeat != Long.MIN_VALUE && clock() - nextBeat < 0)) {
            return;
        }
        nextBeat = clock() + 500 * MILLI;
        long sent = clock();
        long of = incarnation;
        int process = life;
        int leader = believedLeader();
        if (leader < 0 || !running()) {
            return;
        }
        ModelNode to = model.nodeAt(leader);
        model.after(model.delay(), () -> to.receive(this, of, process, sent));
    }

    /** The leader; or for some seconds a former one, of which a cut off node knows no better. */
    private int believedLeader() {
        int leader = model.leader();
        if (leader >= 0 && leader != lastLeader) {
            formerLeader = lastLeader;
            formerUntil =
                    model.random.nextInt(3) == 0
                            ? clock() + model.random.nextLong(6_000 * MILLI)
                            : clock();
            lastLeader = leader;
        }
        return formerLeader >= 0 && clock() - formerUntil < 0 ? formerLeader : leader;
    }

    /** A linearizable read at the leader: confirmed by a majority, then asked of the state. */
    private void receive(ModelNode from, long of, int process, long sent) {
        int here = life;
        onlyIf(
                here,
                () -> {
                    int term = model.term();
                    int readIndex = Math.max(model.log.size(), model.readyAt());
                    model.after(
                            model.delay(),
                            () -> {
                                boolean confirmed =
                                        model.leads(index, term)
                                                || (model.flaw == Flaw.SUCCESSOR_CONFIRMS
                                                        && model.leader() >= 0);
                                if (confirmed && running()) {
                                    answerWhenApplied(here, readIndex, from, of, process, sent);
                                }
                            });
                });
    }

    private void answerWhenApplied(
            int here, int readIndex, ModelNode from, long of, int process, long sent) {
        onlyIf(
                here,
                () -> {
                    if (applied < readIndex) {
                        model.after(
                                20 * MILLI,
                                () -> answerWhenApplied(here, readIndex, from, of, process, sent));
                        return;
                    }
                    boolean granted = judge.heard(state, from.name, of, clock());
                    int lease = state.settings().leaseMillis();
                    model.after(
                            model.delay(),
                            () ->
                                    from.onlyIf(
                                            process,
                                            () -> from.answered(granted, lease, of, sent)));
                });
    }

    private void answered(boolean granted, int leaseMillis, long of, long sent) {
        if (of != incarnation) {
            return;
        }
        if (granted) {
            lease.renewed(model.flaw == Flaw.LEASE_FROM_ANSWER ? clock() : sent, leaseMillis);
        } else {
            lease.lost();
        }
    }

    private void lead() {
        long before = clock();
        int of = life;
        // The timer thread may have to wait between any two steps, while others go on.
        if (model.random.nextInt(50) == 0) {
            timerWaits = true;
            model.after(
                    model.random.nextLong(8_000 * MILLI),
                    () ->
                            onlyIf(
                                    of,
                                    () -> {
                                        timerWaits = false;
                                        leadNow(before);
                                    }));
        } else {
            leadNow(before);
        }
    }

    private void leadNow(long before) {
        boolean leads = leadsIn >= 0 && applied >= model.readyAt();
        int term = leads ? leadsIn : -1;
        // A deposed leader learns it late.
        if (leadsIn >= 0 && !model.leads(index, leadsIn) && model.random.nextInt(10) == 0) {
            leadsIn = -1;
        }
        long now = model.flaw == Flaw.CLOCK_BEFORE_TERM ? before : clock();
        judge.leads(term);
        if (term < 0 || planning) {
            return;
        }
        List<Command> plan = judge.judge(state, now);
        if (model.flaw == Flaw.HASTY_LEADER) {
            long half = LivenessJudge.patienceNanos(state.settings().leaseMillis()) / 2;
            plan = judge.judge(state, now + half);
        }
        if (plan.isEmpty()) {
            plan = balancer.plan(state, now);
        }
        for (Command command : plan) {
            planning = true;
            int of = life;
            model.appendAsLeader(term, index, command, () -> onlyIf(of, () -> planning = false));
        }
    }

    /** What a request would be told right now; a process that is stopped may go on at any time. */
    boolean mayServe(String volume) {
        VolumeState v = state.volume(volume).orElse(null);
        if (!alive || v == null || closed.contains(volume + v.epoch())) {
            return false;
        }
        boolean owns =
                model.flaw == Flaw.OLD_STATE_BELIEVED
                        ? v.ownedBy(name)
                        : Ownership.holds(state, name, incarnation, volume, v.epoch());
        return owns && lease.valid(clock());
    }

    @Override
    public String toString() {
        return name + " (incarnation " + incarnation + ", applied " + applied + ")";
    }
}
