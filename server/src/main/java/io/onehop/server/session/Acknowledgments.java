package io.onehop.server.session;

import io.onehop.base.Limits;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The breaks that clients have acknowledged of late: what has reached its client is not sent again
 * when the connection that it took ends. Thread safe.
 */
final class Acknowledgments {
    /**
     * Of which break.
     *
     * @param first of the 16 bytes of the lease's key or of the open's id
     */
    record Key(UUID clientGuid, long first, long second) {
        /** Null for what clients do not acknowledge. */
        static @Nullable Key of(UUID clientGuid, Response notification) {
            return switch (notification) {
                case OplockBreak.Notification oplock -> of(clientGuid, oplock.fileId());
                case OplockBreak.LeaseNotification lease ->
                        (lease.flags() & OplockBreak.NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED) == 0
                                ? null
                                : of(clientGuid, lease.leaseKey());
                default -> null;
            };
        }

        /** Null for what is no acknowledgment. */
        static @Nullable Key acknowledgedBy(UUID clientGuid, Request request) {
            return switch (request) {
                case OplockBreak.Acknowledgment oplock -> of(clientGuid, oplock.fileId());
                case OplockBreak.LeaseAcknowledgment lease -> of(clientGuid, lease.leaseKey());
                default -> null;
            };
        }

        private static Key of(UUID clientGuid, FileId id) {
            return new Key(clientGuid, id.persistentId(), id.volatileId());
        }

        private static Key of(UUID clientGuid, UUID leaseKey) {
            return new Key(
                    clientGuid,
                    leaseKey.getMostSignificantBits(),
                    leaseKey.getLeastSignificantBits());
        }
    }

    private final Map<Key, Long> heard =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
                    return size() > Limits.MAX_REMEMBERED_ACKNOWLEDGMENTS;
                }
            };

    private long count;

    /** How many there were; for {@link #isHeardSince}. */
    synchronized long count() {
        return count;
    }

    synchronized void heard(Key key) {
        count++;
        heard.remove(key);
        heard.put(key, count);
    }

    synchronized boolean isHeardSince(Key key, long then) {
        Long last = heard.get(key);
        return last != null && last > then;
    }
}
