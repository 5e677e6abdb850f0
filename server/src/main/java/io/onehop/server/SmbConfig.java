package io.onehop.server;

import io.onehop.server.connection.NegotiateOptions;
import io.onehop.server.transport.TransportConfig;
import io.onehop.wire.smb2.NetworkInterfaceInfo;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;

/**
 * How a node serves its clients.
 *
 * @param interfaces this node's addresses for a multichannel client with an address; see {@link
 *     LocalInterfaces}
 */
public record SmbConfig(
        TransportConfig transport,
        NegotiateOptions negotiate,
        Function<InetAddress, List<NetworkInterfaceInfo>> interfaces) {}
