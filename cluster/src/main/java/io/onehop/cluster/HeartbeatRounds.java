package io.onehop.cluster;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ownership.LivenessJudge;
import io.onehop.cluster.raft.Answer;
import io.onehop.cluster.raft.ConfigGroup;
import io.onehop.cluster.raft.Heartbeat;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.NodeState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The leader's side of heartbeats: those that come within a moment of each other share one
 * confirmation by a majority, which begins after the last of them has arrived. As all are answered
 * at once, nodes that beat at different times soon beat together, and a quiet cluster confirms once
 * for all its nodes. Thread safe; nothing is called under the lock.
 */
final class HeartbeatRounds {
    private record Waiting(Heartbeat heartbeat, CompletableFuture<Answer> answer) {}

    private final Supplier<@Nullable ConfigGroup> group;
    private final Supplier<ClusterState> state;
    private final LivenessJudge judge;
    private final TimeSource time;
    private final ScheduledExecutorService timer;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean planned;

    HeartbeatRounds(
            Supplier<@Nullable ConfigGroup> group,
            Supplier<ClusterState> state,
            LivenessJudge judge,
            TimeSource time,
            ScheduledExecutorService timer) {
        this.group = group;
        this.state = state;
        this.judge = judge;
        this.time = time;
        this.timer = timer;
    }

    /**
     * A heartbeat arrived.
     *
     * @return fails when this node does not lead, or no majority confirms that it does
     */
    CompletableFuture<Answer> heard(Heartbeat heartbeat) {
        ClusterState now = state.get();
        long up = now.nodes().values().stream().filter(NodeState::up).count();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        boolean all;
        boolean plan;
        synchronized (this) {
            waiting.add(new Waiting(heartbeat, answer));
            all = waiting.size() >= up;
            plan = !planned && !all;
            planned |= plan;
        }
        try {
            if (all) {
                timer.execute(this::begin);
            } else if (plan) {
                timer.schedule(
                        this::begin,
                        windowMillis(now.settings().leaseMillis()),
                        TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /** How long the first heartbeat of a round waits for others. */
    static int windowMillis(int leaseMillis) {
        return leaseMillis / 20;
    }

    private void begin() {
        List<Waiting> round;
        synchronized (this) {
            planned = false;
            round = List.copyOf(waiting);
            waiting.clear();
        }
        if (round.isEmpty()) {
            return;
        }
        ConfigGroup member = group.get();
        long term = member == null ? -1 : member.leadsInTerm();
        if (member == null || term < 0) {
            fail(round, new IOException("this node does not lead"));
            return;
        }
        member.confirm().whenComplete((done, problem) -> end(round, member, term, problem));
    }

    /**
     * Only what this very leader has had confirmed is a grant: a node that leads no more has its
     * reads confirmed by its successor, whose judge knows nothing of these heartbeats.
     */
    private void end(
            List<Waiting> round, ConfigGroup member, long term, @Nullable Throwable problem) {
        if (problem != null) {
            fail(round, problem);
            return;
        }
        if (member.leadsInTerm() != term) {
            fail(round, new IOException("this node does not lead any more"));
            return;
        }
        ClusterState applied = state.get();
        long now = time.nanos();
        for (Waiting each : round) {
            Heartbeat heartbeat = each.heartbeat;
            boolean granted = judge.heard(applied, heartbeat.node(), heartbeat.incarnation(), now);
            each.answer.complete(
                    new Answer(applied.version(), null, granted, applied.settings().leaseMillis()));
        }
    }

    private static void fail(List<Waiting> round, Throwable why) {
        round.forEach(each -> each.answer.completeExceptionally(why));
    }
}
