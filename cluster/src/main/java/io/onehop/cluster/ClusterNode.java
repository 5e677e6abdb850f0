package io.onehop.cluster;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ownership.Balancer;
import io.onehop.cluster.ownership.Lease;
import io.onehop.cluster.ownership.LivenessJudge;
import io.onehop.cluster.ownership.Ownership;
import io.onehop.cluster.raft.Answer;
import io.onehop.cluster.raft.ConfigGroup;
import io.onehop.cluster.raft.GroupListener;
import io.onehop.cluster.raft.GroupSettings;
import io.onehop.cluster.raft.Heartbeat;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.Ports;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as a member of its cluster: keeps its lease by heartbeats, and where it leads, declares
 * dead nodes down, lets the balancer place volumes and keeps the group's members equal to the
 * cluster's. One timer thread does all of it.
 */
public final class ClusterNode implements ClusterView, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

    /** The timer looks at least this often, and at once when the state or the leader changes. */
    private static final int LOOK_MILLIS = 250;

    /** Also when a heartbeat was not answered and is to be sent anew. */
    private static final int AGAIN_MILLIS = 100;

    /**
     * A heartbeat is sent this part of a lease after the last was answered: two may be lost or late
     * before the lease runs out.
     */
    private static final int PAUSES_A_LEASE = 5;

    /**
     * An unanswered heartbeat is given up after this, so that a slow one does not stop those that
     * follow.
     */
    private static final long HEARTBEAT_DEADLINE_NANOS = 1_000_000_000L;

    /**
     * An announcement that is not answered by then is made again: the way to the leader may have
     * been closed under it when the members changed.
     */
    private static final int ANNOUNCE_DEADLINE_SECONDS = 5;

    /** Who this node is and where it listens. */
    public record Place(
            String name, List<String> clientAddresses, String clusterAddress, Ports ports) {}

    private final Place place;
    private final TimeSource time;
    private final Lease lease = new Lease();
    private final LivenessJudge judge = new LivenessJudge();
    private final Balancer balancer = new Balancer();
    private final AtomicBoolean lookPlanned = new AtomicBoolean();
    private final List<BiConsumer<ClusterState, ClusterState>> listeners =
            new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("onehop-cluster").daemon().factory());
    private final HeartbeatRounds rounds;
    private final GroupMembers members;
    private final CatchUpRounds catchUp = new CatchUpRounds(this, this::group);
    private volatile @Nullable ConfigGroup group;
    private volatile ClusterState state = ClusterState.empty();
    private volatile long incarnation;
    private volatile boolean stopping;
    private volatile boolean beatAtOnce;
    // The rest belongs to the timer thread.
    private boolean announcing;
    private boolean planning;
    private boolean heartbeatOut;
    private boolean leaseTold;
    private long heartbeatSentNanos;
    private long nextHeartbeatNanos;

    private ClusterNode(Place place, TimeSource time) {
        this.place = place;
        this.time = time;
        members = new GroupMembers(time, timer);
        rounds = new HeartbeatRounds(() -> group, () -> state, judge, time, timer);
    }

    /**
     * Starts the node's member of the configuration group and its timer; returns before there is a
     * leader.
     */
    public static ClusterNode start(GroupSettings settings, Place place, TimeSource time)
            throws IOException {
        ClusterNode node = new ClusterNode(place, time);
        node.nextHeartbeatNanos = time.nanos();
        node.group = ConfigGroup.start(settings, node.new Listener());
        node.timer.execute(node::tick);
        return node;
    }

    @Override
    public String nodeName() {
        return place.name();
    }

    @Override
    public ClusterState state() {
        return state;
    }

    @Override
    public NodeState self() {
        return state.node(place.name())
                .orElseGet(
                        () ->
                                new NodeState(
                                        place.name(),
                                        0,
                                        place.clientAddresses(),
                                        place.clusterAddress(),
                                        place.ports(),
                                        0,
                                        false,
                                        false));
    }

    /** Whether the cluster knows this very start of the node as up. */
    public boolean isUp(ClusterState in) {
        return in.node(place.name())
                .filter(self -> self.up() && self.incarnation() == incarnation)
                .isPresent();
    }

    @Override
    public boolean leaseValid() {
        return lease.valid(time.nanos());
    }

    @Override
    public boolean mayServe(String volume, long epoch) {
        // The lease comes last: it is what time can take away between here and the system call.
        return Ownership.holds(state, place.name(), incarnation, volume, epoch)
                && lease.valid(time.nanos());
    }

    @Override
    public void onChange(BiConsumer<ClusterState, ClusterState> listener) {
        listeners.add(listener);
    }

    /** The leader's name, or null when there is none. */
    public @Nullable String leader() {
        return group().leader();
    }

    /**
     * Asks the cluster to agree on a command; completes with the state's version, or with {@link
     * io.onehop.cluster.state.Refused}, or with an IOException when no majority answered.
     */
    public CompletableFuture<Long> submit(Command command) {
        return group().submit(command).thenApply(Answer::version);
    }

    /**
     * Completes when the condition holds of the state that this node has applied; the caller sets
     * the deadline.
     */
    public CompletableFuture<ClusterState> await(
            java.util.function.Predicate<ClusterState> condition) {
        CompletableFuture<ClusterState> done = new CompletableFuture<>();
        BiConsumer<ClusterState, ClusterState> listener =
                (old, next) -> {
                    if (condition.test(next)) {
                        done.complete(next);
                    }
                };
        listeners.add(listener);
        listener.accept(state, state);
        // However it ends: who waits no longer completes it.
        var _ = done.whenComplete((s, e) -> listeners.remove(listener));
        return done;
    }

    /**
     * As {@link #submit}; completes with this node's state when it has applied the command, and all
     * others that are up as well, so that whichever is asked next knows of it. Those that do not
     * answer soon are not waited for.
     */
    public CompletableFuture<ClusterState> submitEverywhere(Command command) {
        return submit(command).thenCompose(catchUp::everywhere);
    }

    /**
     * Leaves service in order: call it after all volumes are closed. The lease is given up first,
     * then the cluster is told, so that others take over at once; last this node stops.
     */
    public void leave() throws IOException {
        stopping = true;
        lease.lost();
        try {
            submit(new Command.NodeDown(place.name(), incarnation))
                    .orTimeout(3, TimeUnit.SECONDS)
                    .handle((v, e) -> v)
                    .get();
            group().stepDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("handled above", e);
        } finally {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        lease.lost();
        timer.shutdownNow();
        group().close();
    }

    private ConfigGroup group() {
        ConfigGroup g = group;
        if (g == null) {
            throw new IllegalStateException("the node has not started yet");
        }
        return g;
    }

    /** Looks, and again when the next heartbeat is due, or soon. */
    private void tick() {
        look();
        long nanos = nextHeartbeatNanos - time.nanos();
        long millis = heartbeatOut ? LOOK_MILLIS : nanos / 1_000_000 + 1;
        timer.schedule(this::tick, Math.clamp(millis, 1, LOOK_MILLIS), TimeUnit.MILLISECONDS);
    }

    /** What changed may need something to be done. Any thread; many calls make one look. */
    private void lookSoon() {
        if (!stopping && group != null && lookPlanned.compareAndSet(false, true)) {
            try {
                timer.execute(
                        () -> {
                            lookPlanned.set(false);
                            look();
                        });
            } catch (RejectedExecutionException e) {
                LOG.debug("stopped: {}", e.getMessage());
            }
        }
    }

    private void look() {
        try {
            long now = time.nanos();
            announce();
            beat(now);
            lead();
            tellLease(now);
        } catch (RuntimeException e) {
            // The timer must go on: without it the lease runs out and nobody judges.
            LOG.error("cluster timer", e);
        }
    }

    /**
     * Tells the cluster that this incarnation is up: at the start, and again when it was declared
     * down while it lived.
     */
    private void announce() {
        NodeState self = state.nodes().get(Names.key(place.name()));
        boolean known = self != null && self.up() && self.incarnation() == incarnation;
        if (stopping || self == null || known || announcing || group().leader() == null) {
            return;
        }
        if (incarnation != 0) {
            LOG.warn("the cluster went on without this node; it comes back and owns nothing");
        }
        lease.lost();
        // Also greater than what an earlier process of this node used and this state does not show
        // yet.
        incarnation = Math.max(self.incarnation() + 1, time.now().toEpochMilli());
        announcing = true;
        Command up =
                new Command.NodeUp(
                        place.name(),
                        incarnation,
                        place.clientAddresses(),
                        place.clusterAddress(),
                        place.ports());
        submit(up)
                .orTimeout(ANNOUNCE_DEADLINE_SECONDS, TimeUnit.SECONDS)
                .whenCompleteAsync(
                        (version, problem) -> {
                            announcing = false;
                            if (problem != null) {
                                LOG.info("not up yet: {}", problem.toString());
                            }
                        },
                        timer);
    }

    private void beat(long now) {
        if (heartbeatOut && now - heartbeatSentNanos > HEARTBEAT_DEADLINE_NANOS) {
            heartbeatOut = false;
        }
        if (beatAtOnce) {
            // The leader that the last one was sent to may never answer.
            beatAtOnce = false;
            heartbeatOut = false;
            nextHeartbeatNanos = now;
        }
        if (stopping || incarnation == 0 || heartbeatOut || now - nextHeartbeatNanos < 0) {
            return;
        }
        heartbeatOut = true;
        heartbeatSentNanos = now;
        nextHeartbeatNanos = now + HEARTBEAT_DEADLINE_NANOS;
        long of = incarnation;
        group().heartbeat(new Heartbeat(place.name(), of))
                .whenComplete((answer, problem) -> answered(answer, problem, now, of));
    }

    /** Says once when this node must stop serving, and once when it may go on. */
    private void tellLease(long now) {
        boolean holds = lease.valid(now);
        if (holds == leaseTold || stopping || incarnation == 0) {
            return;
        }
        leaseTold = holds;
        if (holds) {
            LOG.info("holds a lease: serves what it owns");
        } else {
            LOG.warn(
                    "no lease: this node reaches no majority of the cluster and serves no volume"
                            + " until it does (leader: {})",
                    group().leader());
        }
    }

    /** On a thread of Ratis: the lease must not wait for the timer. */
    private void answered(
            @Nullable Answer answer, @Nullable Throwable problem, long sentAtNanos, long of) {
        if (answer != null && of == incarnation && !stopping) {
            if (answer.granted()) {
                lease.renewed(sentAtNanos, answer.leaseMillis());
            } else {
                lease.lost();
            }
        } else if (problem != null) {
            LOG.debug("heartbeat not answered: {}", problem.getMessage());
        }
        if (stopping) {
            return;
        }
        long pause =
                problem == null
                        ? state.settings().leaseMillis() * 1_000_000L / PAUSES_A_LEASE
                        : AGAIN_MILLIS * 1_000_000L;
        timer.execute(
                () -> {
                    if (heartbeatSentNanos == sentAtNanos) {
                        heartbeatOut = false;
                        nextHeartbeatNanos = time.nanos() + pause;
                    }
                });
    }

    private void lead() {
        long term = group().leadsInTerm();
        // Read after the term: this process may have been stopped before it was elected, and a
        // leader counts from no earlier than its election.
        long now = time.nanos();
        judge.leads(term);
        if (term < 0 || stopping) {
            return;
        }
        if (!planning) {
            List<Command> plan = judge.judge(state, now);
            if (plan.isEmpty()) {
                plan = balancer.plan(state, now);
            }
            carryOut(plan);
        }
        members.keep(group(), state, now);
    }

    private void carryOut(List<Command> plan) {
        if (plan.isEmpty()) {
            return;
        }
        planning = true;
        CompletableFuture<?>[] all =
                plan.stream()
                        .map(
                                command ->
                                        group().submitAsLeader(command)
                                                .whenComplete(
                                                        (a, problem) -> log(command, problem)))
                        .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all)
                .whenCompleteAsync(
                        (v, problem) -> {
                            planning = false;
                            if (problem == null) {
                                // What was done may be half of it: a node is down, its volumes
                                // wait.
                                look();
                            }
                        },
                        timer);
    }

    private static void log(Command command, @Nullable Throwable problem) {
        if (problem == null) {
            LOG.info("{}", command);
        } else {
            LOG.info("{} was not done: {}", command, problem.getMessage());
        }
    }

    /** Callbacks of the group, on Ratis' threads. */
    private final class Listener implements GroupListener {
        @Override
        public void stateChanged(ClusterState old, ClusterState next) {
            state = next;
            for (BiConsumer<ClusterState, ClusterState> listener : listeners) {
                try {
                    listener.accept(old, next);
                } catch (RuntimeException e) {
                    // It must not end the thread that applies the log.
                    LOG.error("a listener failed", e);
                }
            }
            lookSoon();
        }

        @Override
        public void leaderChanged(@Nullable String leader) {
            LOG.info("leader: {}", leader == null ? "none" : leader);
            beatAtOnce = true;
            lookSoon();
        }

        @Override
        public CompletableFuture<Answer> heard(Heartbeat heartbeat) {
            return rounds.heard(heartbeat);
        }

        @Override
        public CompletableFuture<Answer> catchUp(long version) {
            return catchUp.here(version).thenApply(s -> new Answer(s.version(), null, false, 0));
        }
    }
}
