package io.onehop.node.admin;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Refused;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Waits for the cluster, and says in HTTP's words what came of it. */
final class Submissions {
    private static final int SUBMIT_SECONDS = 15;

    private static final int LAG_MILLIS = 3_000;

    private final ClusterOperations cluster;

    Submissions(ClusterOperations cluster) {
        this.cluster = cluster;
    }

    ClusterOperations cluster() {
        return cluster;
    }

    ClusterState state() {
        return cluster.state();
    }

    /** This node's state after the command. */
    ClusterState submit(Command command) throws ApiException, InterruptedException {
        return wait(
                cluster.submit(command),
                SUBMIT_SECONDS,
                "no majority of the cluster's nodes answered within " + SUBMIT_SECONDS + " s");
    }

    /**
     * As {@link #submit}, for the removal of something. When the leader goes while it answers, the
     * command is tried again at the next one and may be refused there because it was done.
     *
     * @param there whether a state still has it
     */
    ClusterState remove(Command command, Predicate<ClusterState> there)
            throws ApiException, InterruptedException {
        boolean before = there.test(state());
        try {
            return submit(command);
        } catch (ApiException e) {
            if (!before || e.status() != ApiException.CONFLICT) {
                throw e;
            }
            try {
                // This node may not have applied yet what the leader refuses it for.
                return cluster.await(s -> !there.test(s)).get(LAG_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException refused) {
                if (e.isNotThere()) {
                    // The leader's word: it was there and is gone. Who was removed hears no more.
                    return state();
                }
                throw e;
            }
        }
    }

    ClusterState await(Predicate<ClusterState> condition, int seconds, String complaint)
            throws ApiException, InterruptedException {
        return wait(cluster.await(condition), seconds, complaint);
    }

    private static ClusterState wait(
            CompletableFuture<ClusterState> future, int seconds, String complaint)
            throws ApiException, InterruptedException {
        try {
            return future.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            future.cancel(false);
            throw new ApiException(504, complaint);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            switch (cause) {
                case Refused refused ->
                        throw ApiException.conflict(String.valueOf(refused.getMessage()));
                case TimeoutException late -> throw new ApiException(504, complaint);
                case IOException broken ->
                        throw new ApiException(
                                503,
                                "the cluster did not answer: "
                                        + broken.getMessage()
                                        + "; a majority of its nodes must be up");
                case null, default -> throw new IllegalStateException("the cluster failed", cause);
            }
        }
    }
}
