package io.onehop.wire;

/**
 * A peer sent bytes that are no message: the only exception that leaves a {@code decode}. It has no
 * stack trace.
 */
public final class MalformedMessageException extends Exception {
    public MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
