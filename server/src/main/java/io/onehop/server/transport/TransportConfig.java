package io.onehop.server.transport;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where and how the server takes connections.
 *
 * @param addresses to listen on; port 0 takes a free one
 * @param threads event loop threads; fewer find more to do each time they wake
 * @param unauthenticatedMillis how long a connection may live without a session
 * @param maxConnections of all clients together
 * @param maxUnauthenticatedPerAddress of one client address, without a session
 */
public record TransportConfig(
        List<InetSocketAddress> addresses,
        int threads,
        int unauthenticatedMillis,
        int maxConnections,
        int maxUnauthenticatedPerAddress) {
    public TransportConfig {
        addresses = List.copyOf(addresses);
    }

    /** The usual limits. */
    public static TransportConfig on(List<InetSocketAddress> addresses) {
        return new TransportConfig(
                addresses,
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                30_000,
                65_536,
                256);
    }
}
