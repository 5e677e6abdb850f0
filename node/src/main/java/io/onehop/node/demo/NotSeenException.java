package io.onehop.node.demo;

/** Something that a step waited for, or built upon, did not come about. */
public final class NotSeenException extends Exception {
    public NotSeenException(String message) {
        super(message, null, false, false);
    }
}
