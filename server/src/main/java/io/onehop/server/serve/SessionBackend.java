package io.onehop.server.serve;

import io.onehop.cluster.state.ShareState;
import java.util.concurrent.CompletableFuture;

/**
 * The place where the requests of one session are worked on; made when the session is
 * authenticated.
 */
public interface SessionBackend {
    /** Makes these. */
    @FunctionalInterface
    interface Factory {
        SessionBackend open(ServedSession session);
    }

    /**
     * A tree connect to a share of a volume, already checked against the share's permissions. Does
     * not block.
     */
    TreeBackend connect(int treeId, ShareState share, int maximalAccess);

    /** The session acts for somebody else: what it asks for from now on is done for that one. */
    void become(Identity identity);

    /**
     * The session is gone: closes all it has open, here and at owners, without waiting. Durable
     * opens are kept for its client, but on trees that were closed before.
     *
     * @return completed when that is done here; never exceptionally
     */
    CompletableFuture<Void> close();
}
