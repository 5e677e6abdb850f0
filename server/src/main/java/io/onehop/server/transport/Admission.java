package io.onehop.server.transport;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts connections, so that strangers cannot take all of them: a limit on the whole, and one an
 * address for those that have not authenticated. Thread safe.
 */
public final class Admission {
    private final int maxConnections;
    private final int maxUnauthenticatedPerAddress;
    private final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> strangers = new ConcurrentHashMap<>();

    public Admission(int maxConnections, int maxUnauthenticatedPerAddress) {
        this.maxConnections = maxConnections;
        this.maxUnauthenticatedPerAddress = maxUnauthenticatedPerAddress;
    }

    /** Counts a new connection in, or refuses it. */
    boolean admit(InetAddress address) {
        if (connections.incrementAndGet() > maxConnections) {
            connections.decrementAndGet();
            return false;
        }
        int count = strangers.merge(address, 1, Integer::sum);
        if (count > maxUnauthenticatedPerAddress) {
            forgetStranger(address);
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A connection that was admitted has authenticated. */
    void authenticated(InetAddress address) {
        forgetStranger(address);
    }

    /** A connection that was admitted is gone. */
    void closed(InetAddress address, boolean wasAuthenticated) {
        connections.decrementAndGet();
        if (!wasAuthenticated) {
            forgetStranger(address);
        }
    }

    /** Connections at this moment. */
    public int connections() {
        return connections.get();
    }

    private void forgetStranger(InetAddress address) {
        strangers.computeIfPresent(address, (a, n) -> n == 1 ? null : n - 1);
    }
}
