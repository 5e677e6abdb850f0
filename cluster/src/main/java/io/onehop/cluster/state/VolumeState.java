package io.onehop.cluster.state;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A volume and who owns it.
 *
 * @param number small and never reused in the cluster's life: part of file ids
 * @param path the directory that holds it, the same on every node that may own it
 * @param symmetric whether every node reaches the bytes itself at the same time
 * @param nodes the nodes that may own it; empty for all
 * @param preferred nodes in order of preference; may be empty
 * @param owner the node that serves it, or null when none does
 * @param epoch the number of the ownership; grows each time an owner is set
 * @param movingTo where the present owner hands it over to, or null
 * @param failedOn nodes that became owner since somebody last served it, but could not open it; the
 *     latest last. A node that starts again leaves the list
 * @param failures how often that has happened since then
 */
public record VolumeState(
        String name,
        int number,
        String path,
        boolean symmetric,
        List<String> nodes,
        List<String> preferred,
        @Nullable String owner,
        long epoch,
        @Nullable String movingTo,
        List<String> failedOn,
        int failures) {
    public VolumeState {
        nodes = List.copyOf(nodes);
        preferred = List.copyOf(preferred);
        // Absent in what an earlier version wrote.
        failedOn = failedOn == null ? List.of() : List.copyOf(failedOn);
    }

    /** A volume that nobody has owned yet. */
    public static VolumeState unowned(
            String name,
            int number,
            String path,
            boolean symmetric,
            List<String> nodes,
            List<String> preferred) {
        return new VolumeState(
                name, number, path, symmetric, nodes, preferred, null, 0, null, List.of(), 0);
    }

    public boolean ownedBy(String node) {
        return owner != null && Names.same(owner, node);
    }

    /** Whether the node is one of those that may own the volume. */
    public boolean allows(String node) {
        return nodes.isEmpty() || nodes.stream().anyMatch(n -> Names.same(n, node));
    }

    /** Whether the node could not open it when it last tried. */
    public boolean failedOn(String node) {
        return failedOn.stream().anyMatch(n -> Names.same(n, node));
    }

    /** A new ownership: the next epoch, no move under way. */
    VolumeState withOwner(@Nullable String newOwner) {
        return with(newOwner, newOwner == null ? epoch : epoch + 1, null, failedOn, failures);
    }

    VolumeState withMovingTo(@Nullable String target) {
        return with(owner, epoch, target, failedOn, failures);
    }

    /** Without an owner: the one that it had could not open it. */
    VolumeState withFailure() {
        String failed = Objects.requireNonNull(owner);
        VolumeState given = tried(failed);
        List<String> nowFailed = Stream.concat(given.failedOn.stream(), Stream.of(failed)).toList();
        return given.with(null, epoch, null, nowFailed, failures + 1);
    }

    /** It was served: what failed before counts no more. */
    VolumeState withoutFailures() {
        return with(owner, epoch, movingTo, List.of(), 0);
    }

    /** The node may do better now than when it failed. */
    VolumeState tried(String node) {
        List<String> others = failedOn.stream().filter(n -> !Names.same(n, node)).toList();
        return with(owner, epoch, movingTo, others, failures);
    }

    private VolumeState with(
            @Nullable String newOwner,
            long newEpoch,
            @Nullable String newMovingTo,
            List<String> newFailedOn,
            int newFailures) {
        return new VolumeState(
                name,
                number,
                path,
                symmetric,
                nodes,
                preferred,
                newOwner,
                newEpoch,
                newMovingTo,
                newFailedOn,
                newFailures);
    }
}
