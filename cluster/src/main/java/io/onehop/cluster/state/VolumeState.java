package io.onehop.cluster.state;

import java.util.List;
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
        @Nullable String movingTo) {
    public VolumeState {
        nodes = List.copyOf(nodes);
        preferred = List.copyOf(preferred);
    }

    public boolean ownedBy(String node) {
        return owner != null && Names.same(owner, node);
    }

    /** Whether the node is one of those that may own the volume. */
    public boolean allows(String node) {
        return nodes.isEmpty() || nodes.stream().anyMatch(n -> Names.same(n, node));
    }

    /** A new ownership: the next epoch, no move under way. */
    VolumeState withOwner(@Nullable String newOwner) {
        return new VolumeState(
                name,
                number,
                path,
                symmetric,
                nodes,
                preferred,
                newOwner,
                newOwner == null ? epoch : epoch + 1,
                null);
    }

    VolumeState withMovingTo(@Nullable String target) {
        return new VolumeState(
                name, number, path, symmetric, nodes, preferred, owner, epoch, target);
    }
}
