package io.onehop.client;

import io.onehop.client.connection.SmbSession;
import io.onehop.client.connection.Tree;
import java.net.InetAddress;

/** One connection of a share. */
final class Link {
    final long generation;
    final InetAddress address;
    final SmbSession session;
    final Tree tree;

    /** Set by who finds out first; the mover learns of it by an event. */
    volatile boolean dead;

    /** Operations that are on their way; guarded by the gate. */
    int inFlight;

    Link(long generation, InetAddress address, SmbSession session, Tree tree) {
        this.generation = generation;
        this.address = address;
        this.session = session;
        this.tree = tree;
    }
}
