package io.onehop.client;

import java.io.IOException;

/**
 * An operation was sent and its node was lost before it answered: it was carried out, or not.
 * Nothing is guessed; read, and decide.
 */
public final class InDoubtException extends IOException {
    public InDoubtException(String what, Throwable cause) {
        super(what + " is in doubt: " + cause.getMessage(), cause);
    }

    public InDoubtException(String what) {
        super(what);
    }
}
