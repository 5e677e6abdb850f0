package io.onehop.server.serve;

import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.NtStatus;
import java.util.List;

/**
 * Ends a handler with a status for the client. No stack trace: it is an answer, not a fault of
 * ours.
 */
public final class SmbException extends Exception {
    private final transient Reply.Failure failure;

    public SmbException(NtStatus status) {
        this(new Reply.Failure(status));
    }

    public SmbException(NtStatus status, List<ErrorContext> contexts) {
        this(new Reply.Failure(status, contexts));
    }

    private SmbException(Reply.Failure failure) {
        super(failure.status().toString(), null, false, false);
        this.failure = failure;
    }

    public NtStatus status() {
        return failure.status();
    }

    public Reply.Failure failure() {
        return failure;
    }
}
