package io.onehop.server.connection;

import io.onehop.server.session.ServerIdentity;
import io.onehop.server.session.TreeConnector;

/** What all connections of a server share. */
public record ConnectionServices(
        ServerIdentity server,
        NegotiateHandler negotiation,
        TreeConnector trees,
        TreeIoctls ioctls) {}
