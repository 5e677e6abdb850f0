package io.onehop.rpc.srvsvc;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server tells its service: snapshots, asked for by any thread. Times are whole seconds,
 * as the protocol has them.
 */
public interface ServerInventory {
    /**
     * The machine.
     *
     * @param type what it is, [MS-SRVS] 2.2.2.7
     */
    record Server(String name, String comment, int versionMajor, int versionMinor, int type) {}

    /**
     * A share as it is in the configuration.
     *
     * @param type [MS-SRVS] 2.2.2.4; cluster bits may be set, they stay here
     * @param flags SHI1005 flags, [MS-SRVS] 2.2.4.29
     */
    record Share(String name, int type, String comment, int flags, ShareDetail detail) {}

    /**
     * What only administrators see of a share.
     *
     * @param maxUses the most connections, -1 without a limit
     */
    record ShareDetail(
            String path, int maxUses, int currentUses, byte @Nullable [] securityDescriptor) {}

    /**
     * @param id never on the wire
     */
    record Session(
            long id, String client, String user, int opens, SessionTimes times, SessionKind kind) {}

    record SessionTimes(int activeSeconds, int idleSeconds) {}

    /**
     * @param userFlags guest 1, no encryption 2; [MS-SRVS] 2.2.2.3
     */
    record SessionKind(int userFlags, String clientType, String transport) {}

    /**
     * An open file.
     *
     * @param permissions read 1, write 2, create 4; [MS-SRVS] 2.2.4.7
     */
    record OpenFile(int id, int permissions, int locks, String path, String user) {}

    record Connection(int id, int opens, int activeSeconds, String user, String shareOrClient) {}

    Server server();

    List<Share> shares();

    List<Session> sessions();

    List<OpenFile> files();

    /** Tree connects to a share, or by a client when the qualifier begins with two backslashes. */
    List<Connection> connections(String qualifier);

    /** Where clients reach this server. */
    List<String> addresses();

    /** Drives, as {@code C:}. */
    List<String> disks();

    Instant now();

    long uptimeMillis();
}
