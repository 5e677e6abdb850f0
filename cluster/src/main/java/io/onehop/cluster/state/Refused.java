package io.onehop.cluster.state;

/**
 * A command that the state does not allow. The message is for the operator: it names what is wrong
 * and what to do.
 */
public final class Refused extends Exception {
    public Refused(String message) {
        super(message, null, false, false);
    }
}
