package io.onehop.server.serve;

import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Response;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is answered to a request. */
public sealed interface Reply {
    /**
     * The command was done, or done in part (a warning such as STATUS_BUFFER_OVERFLOW).
     *
     * @param release run once when the response's payload has been sent and its memory may be used
     *     again, or null
     */
    record Success(NtStatus status, Response response, @Nullable Runnable release)
            implements Reply {
        public Success(Response response) {
            this(NtStatus.SUCCESS, response, null);
        }
    }

    /** The command was not done. How contexts are wrapped depends on the client's dialect. */
    record Failure(NtStatus status, List<ErrorContext> contexts) implements Reply {
        public Failure(NtStatus status) {
            this(status, List.of());
        }
    }

    /**
     * The command waits. The client is told so, and gets the final reply when the future completes;
     * it must complete, with any reply but Pending, and never exceptionally.
     *
     * @param cancel asks to complete early with STATUS_CANCELLED; called from any thread, also when
     *     the session or tree goes; may come after completion
     * @param lost the connection of the request is gone, and its session maybe not: does as {@code
     *     cancel}, unless the client may ask for the reply by another connection; called at most
     *     once, from any thread
     */
    record Pending(CompletableFuture<Reply> future, Runnable cancel, Runnable lost)
            implements Reply {
        public Pending(CompletableFuture<Reply> future, Runnable cancel) {
            this(future, cancel, cancel);
        }
    }

    /**
     * An answer of the owner, passed on as it came.
     *
     * @param body what follows the header: a response's or an ERROR response's bytes
     * @param release as for {@link Success}
     */
    record Encoded(NtStatus status, ByteBuffer body, @Nullable Runnable release) implements Reply {}

    /** A success. */
    static Reply of(Response response) {
        return new Success(response);
    }

    /** A failure. */
    static Reply of(NtStatus status) {
        return new Failure(status);
    }
}
