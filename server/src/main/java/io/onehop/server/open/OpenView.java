package io.onehop.server.open;

import io.onehop.wire.smb2.FileId;
import java.time.Instant;

/**
 * One open, for an administrator's list.
 *
 * @param path in the volume, with the stream's name after a colon
 * @param caching "batch", "RWH lease", ... or empty
 * @param share the share it was opened through
 * @param who the session behind it
 * @param connected false while a durable open waits for its client
 */
public record OpenView(
        FileId fileId,
        String path,
        String share,
        Who who,
        int grantedAccess,
        int shareAccess,
        int locks,
        String caching,
        boolean deletePending,
        boolean connected,
        Instant since) {
    /**
     * @param node the node that the client is connected to
     */
    public record Who(String user, String clientName, String address, String node) {}
}
