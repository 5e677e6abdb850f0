package io.onehop.server.open;

import io.onehop.server.serve.Reply;
import io.onehop.wire.smb2.NtStatus;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits: ends once, by what it waits for, by the client's cancel, or because the
 * volume closes. While it is tried again it does not end early: once it has ended, nothing is done
 * for it any more. Thread safe.
 *
 * <pre>
 *   WAITING --begin--> TRIED --complete--> ended
 *   TRIED --suspend--> WAITING, or ended if that was wanted meanwhile
 *   WAITING --end, complete--> ended
 * </pre>
 */
public final class PendingReply {
    private final CompletableFuture<Reply> future = new CompletableFuture<>();
    private volatile @Nullable Runnable onEnd;

    /** Guarded by this. */
    private boolean tried;

    /** It ends early, and the future a moment later; guarded by this. */
    private boolean ended;

    /** With what it is to end when it is not tried any more; guarded by this. */
    private @Nullable NtStatus wanted;

    PendingReply() {}

    /** What to do when the request ends early. Runs once at most, outside of all locks. */
    public void onEarlyEnd(Runnable action) {
        onEnd = action;
    }

    /** The reply that tells the client to wait. */
    public Reply.Pending reply() {
        return reply(() -> false);
    }

    /**
     * The reply that tells the client to wait.
     *
     * @param outlives whether it goes on at the moment when its connection is lost
     */
    public Reply.Pending reply(BooleanSupplier outlives) {
        return new Reply.Pending(
                future,
                () -> end(NtStatus.CANCELLED),
                () -> {
                    if (!outlives.getAsBoolean()) {
                        end(NtStatus.CANCELLED);
                    }
                });
    }

    /**
     * It is tried again, until {@link #suspend} or {@link #complete}.
     *
     * @return false when it has ended: nothing may be done for it
     */
    public synchronized boolean begin() {
        if (ended || future.isDone()) {
            return false;
        }
        tried = true;
        return true;
    }

    /** The try came to nothing: it waits again. */
    public void suspend() {
        NtStatus status;
        synchronized (this) {
            tried = false;
            status = wanted;
        }
        if (status != null) {
            end(status);
        }
    }

    /** Gives the final reply; false when the request had ended before. */
    public boolean complete(Reply reply) {
        return future.complete(reply);
    }

    /** Ends the request early, or as soon as it is not tried; false when it had ended before. */
    public boolean end(NtStatus status) {
        synchronized (this) {
            if (ended || future.isDone()) {
                return false;
            }
            if (tried) {
                wanted = status;
                return true;
            }
            ended = true;
        }
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
