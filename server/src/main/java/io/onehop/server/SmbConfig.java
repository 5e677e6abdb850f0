package io.onehop.server;

import io.onehop.server.connection.NegotiateOptions;
import io.onehop.server.transport.TransportConfig;
import io.onehop.wire.smb2.NetworkInterfaceInfo;
import java.util.List;
import java.util.function.Supplier;

/**
 * How a node serves its clients.
 *
 * @param interfaces this node's addresses for multichannel clients; see {@link LocalInterfaces}
 */
public record SmbConfig(
        TransportConfig transport,
        NegotiateOptions negotiate,
        Supplier<List<NetworkInterfaceInfo>> interfaces) {}
