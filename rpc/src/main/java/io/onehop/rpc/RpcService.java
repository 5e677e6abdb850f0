package io.onehop.rpc;

import java.util.List;

/**
 * What the connections of one endpoint have in common.
 *
 * @param associations one table for each endpoint, so that the interfaces here hear of every last
 *     connection
 * @param secondaryAddress the port in decimal, or the name of the pipe, as {@code \PIPE\srvsvc}
 */
public record RpcService(
        List<RpcInterface> interfaces,
        SecurityProvider security,
        RpcAssociations associations,
        String secondaryAddress) {
    public RpcService {
        interfaces = List.copyOf(interfaces);
    }
}
