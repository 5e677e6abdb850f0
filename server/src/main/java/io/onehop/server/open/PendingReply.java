package io.onehop.server.open;

import io.onehop.server.serve.Reply;
import io.onehop.wire.smb2.NtStatus;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits: ends once, by what it waits for, by the client's cancel, or because the
 * volume closes. Thread safe.
 */
public final class PendingReply {
    private final CompletableFuture<Reply> future = new CompletableFuture<>();
    private volatile @Nullable Runnable onEnd;

    PendingReply() {}

    /** What to do when the request ends early. Runs once at most, outside of all locks. */
    public void onEarlyEnd(Runnable action) {
        onEnd = action;
    }

    /** The reply that tells the client to wait. */
    public Reply.Pending reply() {
        return new Reply.Pending(future, () -> end(NtStatus.CANCELLED));
    }

    /** Gives the final reply; false when the request had ended before. */
    public boolean complete(Reply reply) {
        return future.complete(reply);
    }

    /** Ends the request early; false when it had ended before. */
    public boolean end(NtStatus status) {
        if (!future.complete(Reply.of(status))) {
            return false;
        }
        Runnable action = onEnd;
        if (action != null) {
            action.run();
        }
        return true;
    }

    public boolean isDone() {
        return future.isDone();
    }

    void whenDone(Runnable action) {
        future.thenRun(action);
    }
}
