package io.onehop.cluster;

import io.onehop.cluster.raft.ConfigGroup;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.NodeState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until nodes have applied a version of the state. A follower hears of what was committed
 * with the next message of the leader, which may take half an election timeout; asking the leader
 * for a confirmation makes it come at once. Thread safe.
 */
final class CatchUpRounds {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUpRounds.class);

    /** A node that has not applied a version by then is not waited for. */
    private static final int DEADLINE_SECONDS = 1;

    /** Ratis waits for its own threads and makes connections: its threads must not be waited on. */
    private final Executor threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("catch-up-", 0).factory());

    private final ClusterNode self;
    private final Supplier<ConfigGroup> group;

    CatchUpRounds(ClusterNode self, Supplier<ConfigGroup> group) {
        this.self = self;
        this.group = group;
    }

    /**
     * This node has applied a version.
     *
     * @return does not complete before it has; fails when it is late
     */
    CompletableFuture<ClusterState> here(long version) {
        return hurried(version).orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * This node has applied a version, however late, and so have the others that are up, or they
     * are late.
     *
     * @return completes with this node's state; the caller sets the deadline
     */
    CompletableFuture<ClusterState> everywhere(long version) {
        return hurried(version).thenCompose(mine -> others(mine, version));
    }

    private CompletableFuture<ClusterState> hurried(long version) {
        CompletableFuture<ClusterState> applied = self.await(s -> s.version() >= version);
        if (!applied.isDone()) {
            CompletableFuture.supplyAsync(() -> group.get().confirm(), threads)
                    .thenCompose(answer -> answer)
                    .whenComplete(
                            (confirmed, problem) -> {
                                if (problem != null) {
                                    LOG.debug("not confirmed: {}", problem.getMessage());
                                }
                            });
        }
        return applied;
    }

    private CompletableFuture<ClusterState> others(ClusterState mine, long version) {
        CompletableFuture<?>[] others =
                mine.nodes().values().stream()
                        .filter(node -> node.up() && !node.name().equals(self.nodeName()))
                        .map(node -> other(node, version))
                        .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(others).thenApply(all -> self.state());
    }

    private CompletableFuture<?> other(NodeState node, long version) {
        return CompletableFuture.supplyAsync(
                        () -> group.get().catchUp(node.name(), version), threads)
                .thenCompose(answer -> answer)
                .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .handle(
                        (applied, problem) -> {
                            if (problem != null) {
                                LOG.info(
                                        "{} does not say that it knows version {} of the state: {}",
                                        node.name(),
                                        version,
                                        problem.toString());
                            }
                            return applied;
                        });
    }
}
