package io.onehop.client;

import java.net.InetAddress;
import java.util.List;

/**
 * A file server.
 *
 * @param name as in {@code \\name\share}; the witness knows it by this name too
 * @param addresses of its nodes; empty to resolve the name
 * @param port of SMB on every node
 */
public record ServerAddress(String name, List<InetAddress> addresses, int port) {
    public static final int DEFAULT_PORT = 445;

    public ServerAddress {
        addresses = List.copyOf(addresses);
    }

    /** By name, which is resolved at every connection. */
    public static ServerAddress of(String name) {
        return new ServerAddress(name, List.of(), DEFAULT_PORT);
    }

    public ServerAddress withPort(int newPort) {
        return new ServerAddress(name, addresses, newPort);
    }

    public ServerAddress withAddresses(List<InetAddress> newAddresses) {
        return new ServerAddress(name, newAddresses, port);
    }
}
