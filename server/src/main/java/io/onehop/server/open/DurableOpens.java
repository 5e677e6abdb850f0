package io.onehop.server.open;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The opens of a volume that outlive their sessions: those that may be disconnected, those that
 * are, and the timer that ends them. They keep share modes and byte-range locks, but no operation
 * waits for them. Thread safe; a file's lock is never taken while this one's is held. [MS-SMB2]
 * 3.3.6.2, 3.3.6.4, 3.3.7.1
 */
final class DurableOpens {
    /** Whose an open is, for the limit of one client. */
    private record Client(UUID clientGuid, String userSid) {}

    private final ServedVolume volume;
    private final Map<Long, Open> durable = new HashMap<>();
    private final Disconnected<Open> waiting = new Disconnected<>();
    private @Nullable Long timerAtNanos;

    DurableOpens(ServedVolume volume) {
        this.volume = volume;
    }

    /** An open was made durable or resilient. */
    void add(Open open) {
        synchronized (this) {
            durable.put(open.fileId().persistentId(), open);
        }
        if (!open.isOpen()) {
            remove(open);
        }
    }

    /** An open is closed. */
    synchronized void remove(Open open) {
        long id = open.fileId().persistentId();
        durable.remove(id, open);
        waiting.remove(id);
    }

    /** A durable or resilient open, whether or not its client is there; null when there is none. */
    synchronized @Nullable Open find(long persistentId) {
        return durable.get(persistentId);
    }

    /** The session of an open ended: it is kept for its client, or closed. */
    void disconnect(Open open) {
        if (open.durability().kind() == Durability.Kind.NONE || !keep(open)) {
            open.close();
            return;
        }
        // Seen by breaks from here on: what was broken before is looked at once more.
        if (!open.isOpen() || !open.isWorthKeeping()) {
            open.close();
            remove(open);
            return;
        }
        startTimer();
        open.file().update(open.file()::progressed);
    }

    private boolean keep(Open open) {
        if (!open.isWorthKeeping()) {
            return false;
        }
        Client client = new Client(open.clientGuid(), open.session().user().userSid());
        long deadline = volume.runtime().time().nanos() + open.durability().timeoutNanos();
        long id = open.fileId().persistentId();
        synchronized (this) {
            if (!waiting.keep(id, open, client, deadline)) {
                return false;
            }
            open.detach();
            return true;
        }
    }

    /**
     * A client is back for its open.
     *
     * @return false when the open does not wait any more
     */
    synchronized boolean reconnect(Open open, Open.Owner owner, int channelSequence) {
        if (!waiting.remove(open.fileId().persistentId())) {
            return false;
        }
        open.attach(owner, volume.fileIds().next().volatileId(), channelSequence);
        return true;
    }

    private void startTimer() {
        long delay;
        synchronized (this) {
            OptionalLong next = waiting.nextDeadlineNanos();
            Long planned = timerAtNanos;
            if (next.isEmpty() || (planned != null && planned - next.getAsLong() <= 0)) {
                return;
            }
            timerAtNanos = next.getAsLong();
            delay = Math.max(0, next.getAsLong() - volume.runtime().time().nanos());
        }
        volume.runtime().timer().schedule(this::closeExpired, delay);
    }

    private void closeExpired() {
        List<Open> expired;
        synchronized (this) {
            timerAtNanos = null;
            expired = waiting.expire(volume.runtime().time().nanos());
        }
        volume.closeAll(expired);
        startTimer();
    }
}
