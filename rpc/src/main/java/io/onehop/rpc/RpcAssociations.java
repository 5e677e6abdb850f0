package io.onehop.rpc;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The association groups of one process: which connections share context handles. [MS-RPCE]
 * 3.3.1.5.7. Thread safe.
 */
public final class RpcAssociations {
    private record Group(InetAddress host, int connections) {}

    private final Map<Integer, Group> groups = new HashMap<>();
    private int lastId;

    /**
     * Joins the group that a client names, or a new one when it names none or one that is gone or
     * another machine's.
     */
    synchronized int join(int wanted, @Nullable InetAddress host) {
        InetAddress machine = host == null ? InetAddress.getLoopbackAddress() : host;
        Group found = groups.get(wanted);
        if (found != null && found.host.equals(machine)) {
            groups.put(wanted, new Group(machine, found.connections + 1));
            return wanted;
        }
        do {
            lastId++;
        } while (lastId == 0 || groups.containsKey(lastId));
        groups.put(lastId, new Group(machine, 1));
        return lastId;
    }

    /** Leaves a group; true when that was its last connection. */
    synchronized boolean leave(int id) {
        Group group = groups.get(id);
        if (group == null) {
            throw new IllegalStateException("association " + id + " is not known");
        }
        if (group.connections > 1) {
            groups.put(id, new Group(group.host, group.connections - 1));
            return false;
        }
        groups.remove(id);
        return true;
    }
}
