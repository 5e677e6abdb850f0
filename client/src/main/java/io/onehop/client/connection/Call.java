package io.onehop.client.connection;

import io.onehop.wire.smb2.Request;

/**
 * A request to be sent.
 *
 * @param treeId 0 for what belongs to no tree
 * @param largestBytes of what is sent or asked for, whichever is more: it decides the credit charge
 * @param encrypted whether it must be, and its answer too
 * @param channelSequence how many channels the session has lost, in 16 bits
 * @param replay whether it may have been carried out already
 */
public record Call(
        Request body,
        int treeId,
        int largestBytes,
        boolean encrypted,
        int channelSequence,
        boolean replay) {
    public Call(Request body, int treeId, int largestBytes, boolean encrypted) {
        this(body, treeId, largestBytes, encrypted, 0, false);
    }

    static Call plain(Request body) {
        return new Call(body, 0, 0, false);
    }

    /** The same, sent at another time. */
    public Call by(int newChannelSequence, boolean isReplay) {
        return new Call(body, treeId, largestBytes, encrypted, newChannelSequence, isReplay);
    }

    Call with(Request newBody) {
        return new Call(newBody, treeId, largestBytes, encrypted, channelSequence, replay);
    }
}
