package io.onehop.server.volumes;

import io.onehop.cluster.state.NodeState;
import io.onehop.server.open.ServedVolume;

/** Where the requests for a volume go at this moment. */
public sealed interface Route {
    /** This node's handlers. */
    record Here(ServedVolume volume) implements Route {}

    /**
     * The owner's.
     *
     * @param moving whether it is to hand over: it serves on until it closes, and refuses then
     */
    record Owner(NodeState node, long epoch, boolean moving) implements Route {}

    /** Nobody serves it now: it moves, or its owner died. Ask again after a change. */
    record Unsettled() implements Route {}

    /** There is no such volume any more. */
    record Gone() implements Route {}
}
