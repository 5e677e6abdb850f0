package io.onehop.client.connection;

import java.io.IOException;

/** The connection ended before a request was answered. */
public final class ConnectionLostException extends IOException {
    private final boolean sent;
    private final String reason;

    public ConnectionLostException(String reason, boolean sent) {
        super(
                reason
                        + (sent
                                ? " (the request was sent: in doubt)"
                                : " (the request was not sent)"));
        this.sent = sent;
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }

    /**
     * Whether the request had left, wholly or in part, so that nobody here knows if it was carried
     * out. If not, it was not carried out.
     */
    public boolean sent() {
        return sent;
    }
}
