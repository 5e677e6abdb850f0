package io.onehop.cluster.ownership;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.VolumeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * Says where volumes should go, by count, at the leader: a volume without an owner at once, away
 * from paused nodes at once, and one at a time towards an even spread. A volume that moved stays
 * for its settling time.
 *
 * <p>A volume that a node could not open goes to one that has not tried; when all have, it goes to
 * each in turn, with pauses that double. One thread at a time.
 */
public final class Balancer {
    /**
     * Nodes whose counts differ by less than this are even: moving one volume would only swap them.
     */
    private static final int UNEVEN = 2;

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A path that was mounted meanwhile is found no later than this. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Map<String, Long> settledAtNanos = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();

    /** When a volume was first seen with its present number of failures. */
    private final Map<String, Failure> failures = new HashMap<>();

    private record Failure(int count, long seenNanos) {}

    /** What should be done now; each command is right by itself. */
    public List<Command> plan(ClusterState state, long nowNanos) {
        noteMoves(state, nowNanos);
        List<Command> plan = new ArrayList<>();
        Map<String, Integer> counts = counts(state);
        boolean moving = false;
        for (VolumeState volume : state.volumes().values()) {
            if (volume.owner() == null) {
                best(state, volume, counts)
                        .filter(n -> !volume.failedOn(n.name()) || waited(volume, nowNanos))
                        .ifPresent(
                                n -> {
                                    plan.add(new Command.GiveVolume(volume.name(), n.name()));
                                    counts.merge(Names.key(n.name()), 1, Integer::sum);
                                });
            } else if (volume.movingTo() != null) {
                moving = true;
            } else if (state.node(volume.owner()).filter(NodeState::paused).isPresent()) {
                Optional<NodeState> target =
                        best(state, volume, counts).filter(n -> !volume.failedOn(n.name()));
                if (target.isPresent()) {
                    moving = true;
                    plan.add(new Command.MoveVolume(volume.name(), target.get().name()));
                    counts.merge(Names.key(target.get().name()), 1, Integer::sum);
                }
            }
        }
        if (!moving && plan.isEmpty() && state.settings().balancer()) {
            spread(state, counts, nowNanos).ifPresent(plan::add);
        }
        return plan;
    }

    private void noteMoves(ClusterState state, long nowNanos) {
        for (VolumeState volume : state.volumes().values()) {
            String key = Names.key(volume.name());
            Long known = epochs.put(key, volume.epoch());
            // The first owner is no move: a fresh volume may be spread at once.
            if (known != null && known != volume.epoch() && known != 0) {
                settledAtNanos.put(key, nowNanos + state.settings().settlingMillis() * 1_000_000L);
            }
            Failure failure = failures.get(key);
            if (failure == null || failure.count != volume.failures()) {
                failures.put(key, new Failure(volume.failures(), nowNanos));
            }
        }
        epochs.keySet().retainAll(state.volumes().keySet());
        settledAtNanos.keySet().retainAll(state.volumes().keySet());
        failures.keySet().retainAll(state.volumes().keySet());
    }

    /** Whether the pause after the latest failure is over. */
    private boolean waited(VolumeState volume, long nowNanos) {
        Failure failure = failures.get(Names.key(volume.name()));
        int doublings = Math.clamp(volume.failures() - 1, 0, 20);
        long pause = Math.min(SHORTEST_PAUSE_NANOS << doublings, LONGEST_PAUSE_NANOS);
        return failure == null || nowNanos - failure.seenNanos >= pause;
    }

    /** How many volumes each node owns or is about to. */
    private static Map<String, Integer> counts(ClusterState state) {
        Map<String, Integer> counts = new HashMap<>();
        for (VolumeState volume : state.volumes().values()) {
            String holder = volume.movingTo() != null ? volume.movingTo() : volume.owner();
            if (holder != null) {
                counts.merge(Names.key(holder), 1, Integer::sum);
            }
        }
        return counts;
    }

    /**
     * The node for a volume: one that has not failed to open it before one that has, and then the
     * one that failed the longest ago; the first preferred one; the one with the fewest; by number.
     */
    private static Optional<NodeState> best(
            ClusterState state, VolumeState volume, Map<String, Integer> counts) {
        ToIntFunction<NodeState> failed = n -> place(volume.failedOn(), n, -1);
        ToIntFunction<NodeState> preference =
                n -> place(volume.preferred(), n, volume.preferred().size());
        ToIntFunction<NodeState> count = n -> counts.getOrDefault(Names.key(n.name()), 0);
        return state.nodes().values().stream()
                .filter(n -> n.inService() && volume.allows(n.name()))
                .min(
                        Comparator.comparingInt(failed)
                                .thenComparingInt(preference)
                                .thenComparingInt(count)
                                .thenComparingInt(NodeState::number));
    }

    private static int place(List<String> names, NodeState node, int otherwise) {
        for (int i = 0; i < names.size(); i++) {
            if (Names.same(names.get(i), node.name())) {
                return i;
            }
        }
        return otherwise;
    }

    private Optional<Command> spread(
            ClusterState state, Map<String, Integer> counts, long nowNanos) {
        for (VolumeState volume : state.volumes().values()) {
            Optional<NodeState> target =
                    best(state, volume, counts).filter(n -> !volume.failedOn(n.name()));
            String owner = volume.owner();
            if (target.isEmpty() || owner == null || !settled(volume, nowNanos)) {
                continue;
            }
            boolean wantsHome = !volume.preferred().isEmpty() && isPreferred(volume, target.get());
            int here = counts.getOrDefault(Names.key(owner), 0);
            int there = counts.getOrDefault(Names.key(target.get().name()), 0);
            boolean keeps = isPreferredOwner(volume, owner);
            if (!volume.ownedBy(target.get().name())
                    && (wantsHome || (!keeps && here - there >= UNEVEN))) {
                return Optional.of(new Command.MoveVolume(volume.name(), target.get().name()));
            }
        }
        return Optional.empty();
    }

    private static boolean isPreferred(VolumeState volume, NodeState node) {
        return volume.preferred().stream().anyMatch(p -> Names.same(p, node.name()));
    }

    private static boolean isPreferredOwner(VolumeState volume, String owner) {
        return volume.preferred().stream().anyMatch(p -> Names.same(p, owner));
    }

    private boolean settled(VolumeState volume, long nowNanos) {
        Long until = settledAtNanos.get(Names.key(volume.name()));
        return until == null || nowNanos - until >= 0;
    }
}
