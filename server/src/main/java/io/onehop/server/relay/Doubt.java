package io.onehop.server.relay;

import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;

/**
 * What a client is told of a request that its owner may or may not have carried out before it was
 * lost.
 */
final class Doubt {
    private Doubt() {}

    /**
     * A CREATE may be sent again by the client, which {@code SERVER_UNAVAILABLE} asks it to;
     * everything else names an open that died with the owner, and is reported as it is: in doubt.
     */
    static NtStatus status(Header request) {
        return request.command() == Command.CREATE
                ? NtStatus.SERVER_UNAVAILABLE
                : NtStatus.UNEXPECTED_NETWORK_ERROR;
    }
}
