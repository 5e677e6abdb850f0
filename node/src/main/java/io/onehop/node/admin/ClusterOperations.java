package io.onehop.node.admin;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the admin API needs of the cluster. Thread safe. */
public interface ClusterOperations {
    /** This node's name. */
    String nodeName();

    /** The newest state that this node has applied. */
    ClusterState state();

    /** The leader's name, or null when there is none. */
    @Nullable String leader();

    /**
     * Asks the cluster to agree on a command. Completes with this node's state once it has applied
     * the command, and the other nodes in service too, but for those that are slow to; or with
     * {@link io.onehop.cluster.state.Refused}; or with an IOException when no majority answered.
     * The caller sets the deadline.
     */
    CompletableFuture<ClusterState> submit(Command command);

    /** Completes when the condition holds of this node's state; the caller sets the deadline. */
    CompletableFuture<ClusterState> await(Predicate<ClusterState> condition);
}
