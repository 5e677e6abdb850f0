package io.onehop.client.connection;

import io.onehop.wire.smb2.Request;

/**
 * A request to be sent.
 *
 * @param treeId 0 for what belongs to no tree
 * @param largestBytes of what is sent or asked for, whichever is more: it decides the credit charge
 * @param encrypted whether it must be, and its answer too
 */
public record Call(Request body, int treeId, int largestBytes, boolean encrypted) {
    static Call plain(Request body) {
        return new Call(body, 0, 0, false);
    }
}
