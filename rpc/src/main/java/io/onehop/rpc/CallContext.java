package io.onehop.rpc;

import io.onehop.rpc.pdu.AuthLevel;

/**
 * What a call came over and who makes it.
 *
 * @param connectionId unique in the process
 * @param associationId the association group that context handles belong to
 */
public record CallContext(
        long connectionId, int associationId, AuthLevel level, RpcCaller caller, RpcPeer peer) {}
