package io.onehop.cluster.ownership;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.NodeState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides, at the leader, which nodes are dead: those whose last confirmed heartbeat is longer ago
 * than any lease that it could have renewed. A new leader does not know what its predecessor
 * granted, so it counts from its own beginning: its election needed a majority, and a grant is
 * confirmed by a majority after the heartbeat was sent, so no grant outlives that. A node once
 * judged dead gets no lease under the same incarnation again from this leader, or a late heartbeat
 * could renew what is being taken away. Thread safe.
 */
public final class LivenessJudge {
    /** Clocks may run at rates that differ by this much, far more than any real pair does. */
    private static final int DRIFT_PERCENT = 5;

    private static final int MARGIN_MILLIS = 100;
    private static final long NOT_LEADING = -1;

    /** When an incarnation was last heard, or first known to be up. */
    private record Seen(long incarnation, long atNanos) {}

    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<String, Long> condemned = new HashMap<>();
    private long term = NOT_LEADING;

    /**
     * Tells whether this node leads now: a term, or a negative number. Call it before every
     * judgement.
     */
    public synchronized void leads(long currentTerm) {
        if (currentTerm != term) {
            term = currentTerm < 0 ? NOT_LEADING : currentTerm;
            seen.clear();
            condemned.clear();
        }
    }

    /** A heartbeat that a majority confirmed; returns whether it renews the lease of its node. */
    public synchronized boolean heard(
            ClusterState state, String node, long incarnation, long nowNanos) {
        String key = Names.key(node);
        NodeState known = state.nodes().get(key);
        if (known == null
                || !known.up()
                || known.incarnation() != incarnation
                || condemned.getOrDefault(key, NOT_LEADING) == incarnation) {
            return false;
        }
        seen.put(key, new Seen(incarnation, nowNanos));
        return true;
    }

    /** How long after a heartbeat its node is dead. */
    static long patienceNanos(int leaseMillis) {
        return (leaseMillis * (100L + DRIFT_PERCENT) / 100 + MARGIN_MILLIS) * 1_000_000L;
    }

    /** The nodes to declare down at this moment; the same again until the state says so. */
    public synchronized List<Command> judge(ClusterState state, long nowNanos) {
        List<Command> dead = new ArrayList<>();
        if (term == NOT_LEADING) {
            return dead;
        }
        long patience = patienceNanos(state.settings().leaseMillis());
        for (NodeState node : state.nodes().values()) {
            String key = Names.key(node.name());
            Seen last = seen.get(key);
            if (last == null || last.incarnation != node.incarnation()) {
                last = new Seen(node.incarnation(), nowNanos);
                seen.put(key, last);
            }
            boolean late = nowNanos - last.atNanos > patience;
            if (node.up()
                    && (late || condemned.getOrDefault(key, NOT_LEADING) == node.incarnation())) {
                condemned.put(key, node.incarnation());
                dead.add(new Command.NodeDown(node.name(), node.incarnation()));
            }
        }
        return dead;
    }
}
