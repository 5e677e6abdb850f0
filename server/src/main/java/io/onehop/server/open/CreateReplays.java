package io.onehop.server.open;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The CREATEs that a client may send again because it did not hear of their end, by the client and
 * the name that it gave each. An open is here until it is used. Thread safe; no other lock is taken
 * while this one's is held. [MS-SMB2] 3.3.5.9, 3.3.5.9.10
 */
public final class CreateReplays {
    /** Who sent it, and how the client named it. */
    public record Key(UUID clientGuid, UUID createGuid) {}

    /**
     * An earlier CREATE of that name.
     *
     * @param by who carries it out
     * @param open null while caches of others are waited for
     * @param action that was answered
     */
    public record Earlier(Object by, @Nullable Open open, int action) {}

    private final Map<Key, Earlier> known = new HashMap<>();

    CreateReplays() {}

    public synchronized @Nullable Earlier find(Key key) {
        return known.get(key);
    }

    /** A CREATE waits, but not for share modes: it has its place already. */
    public synchronized void waits(Key key, Object by) {
        known.putIfAbsent(key, new Earlier(by, null, 0));
    }

    /** Whether a CREATE {@link #waits} and has its place. */
    public synchronized boolean isWaiting(Key key, Object by) {
        Earlier earlier = known.get(key);
        return earlier != null && earlier.by.equals(by) && earlier.open == null;
    }

    /** A CREATE was done. What touches no data need not be sent again. */
    public void made(Key key, Object by, Open open, int action) {
        boolean eligible = !open.mode().directory() && open.mode().hasAny(OpenMode.DATA);
        synchronized (this) {
            Earlier earlier = known.get(key);
            boolean mine = earlier == null || earlier.by.equals(by);
            if (mine && eligible) {
                known.put(key, new Earlier(by, open, action));
                open.replayable = true;
            }
        }
        if (!open.isOpen()) {
            forget(open);
        }
    }

    /** A CREATE ended without an open, if it was not {@link #made}. */
    public synchronized void ended(Key key, Object by) {
        if (isWaiting(key, by)) {
            known.remove(key);
        }
    }

    /** An open was used, so that its client knows of it, or is closed. */
    void forget(Open open) {
        UUID guid = open.createGuid();
        if (guid == null) {
            return;
        }
        Key key = new Key(open.clientGuid(), guid);
        synchronized (this) {
            Earlier earlier = known.get(key);
            if (earlier != null && earlier.open == open) {
                known.remove(key);
            }
        }
    }
}
