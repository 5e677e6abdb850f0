package io.onehop.server.relay;

import io.onehop.cluster.state.NodeState;

/** Opens links to other nodes. */
@FunctionalInterface
public interface RelayConnector {
    /** Begins to connect and returns; tells the link when it is there or cannot be had. */
    void connect(NodeState node, Target target);

    /** Who waits for the transport. */
    interface Target extends io.onehop.server.transport.Link.Listener {
        /** The transport is there, authenticated. On the link's thread. */
        void connected(io.onehop.server.transport.Link link);

        /** It cannot be had. */
        void failed(String why);
    }
}
