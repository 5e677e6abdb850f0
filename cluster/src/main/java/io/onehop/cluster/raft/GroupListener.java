package io.onehop.cluster.raft;

import io.onehop.cluster.state.ClusterState;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the group tells its node; called on Ratis' threads, in order for each method. Must return at
 * once.
 */
public interface GroupListener {
    void stateChanged(ClusterState old, ClusterState next);

    /** Somebody leads, or null when nobody is known to. */
    void leaderChanged(@Nullable String leader);

    /**
     * A heartbeat reached this node; nobody has looked yet whether it leads. Fails when it does
     * not.
     */
    CompletableFuture<Answer> heard(Heartbeat heartbeat);

    /** Another node waits until this one has applied a version. */
    CompletableFuture<Answer> catchUp(long version);
}
