package io.onehop.client.connection;

import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.ErrorResponse;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Response;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An answer that was checked.
 *
 * @param raw the whole message, of which the body's payload is a slice
 * @param request what was asked, as sent; only kept of NEGOTIATE and SESSION_SETUP, else empty
 */
public record Reply(Header header, Response body, ByteBuffer raw, ByteBuffer request) {
    public NtStatus status() {
        return header.ntStatus();
    }

    public List<ErrorContext> errorContexts() {
        return body instanceof ErrorResponse error ? error.contexts() : List.of();
    }

    /**
     * The body if the request succeeded.
     *
     * @param what for the message of the exception
     */
    public <T extends Response> T body(Class<T> type, String what) throws StatusException {
        if (!type.isInstance(body) || !status().isSuccess()) {
            throw new StatusException(status(), what, errorContexts());
        }
        return type.cast(body);
    }
}
