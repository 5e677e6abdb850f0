package io.onehop.client.connection;

import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.NtStatus;
import java.io.IOException;
import java.util.List;

/** The server refused a request. */
public final class StatusException extends IOException {
    private final NtStatus status;
    private final List<ErrorContext> contexts;

    public StatusException(NtStatus status, String what) {
        this(status, what, List.of());
    }

    public StatusException(NtStatus status, String what, List<ErrorContext> contexts) {
        super(what + ": " + status);
        this.status = status;
        this.contexts = List.copyOf(contexts);
    }

    public NtStatus status() {
        return status;
    }

    /** What the server said beyond the status. */
    public List<ErrorContext> contexts() {
        return contexts;
    }
}
