package io.onehop.rpc;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of a connection.
 *
 * @param local the address that the client reached, which the endpoint mapper answers with
 * @param pipeUser who opened the named pipe; null when the transport is TCP
 */
public record RpcPeer(
        InetSocketAddress local, InetSocketAddress remote, @Nullable RpcCaller pipeUser) {}
