package io.onehop.node;

import io.onehop.cluster.ClusterNode;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.node.admin.ClusterOperations;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The cluster as the admin API of this node reaches it. Thread safe. */
record LocalOperations(ClusterNode cluster) implements ClusterOperations {
    @Override
    public String nodeName() {
        return cluster.nodeName();
    }

    @Override
    public ClusterState state() {
        return cluster.state();
    }

    @Override
    public @Nullable String leader() {
        return cluster.leader();
    }

    @Override
    public CompletableFuture<ClusterState> submit(Command command) {
        return cluster.submitEverywhere(command);
    }

    @Override
    public CompletableFuture<ClusterState> await(Predicate<ClusterState> condition) {
        return cluster.await(condition);
    }
}
