package io.onehop.node.cli;

/** A command that could not be done: one sentence that says why and what to do. */
public final class CliException extends Exception {
    public CliException(String message) {
        super(message, null, false, false);
    }
}
