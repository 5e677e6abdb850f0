package io.onehop.server.serve;

import io.onehop.base.Limits;
import io.onehop.server.open.Open;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A session as handlers see it: who, from where, and what it has open. Thread safe. [MS-SMB2]
 * 3.3.1.8
 *
 * <p>For a redirected client there is one on the node it is connected to, and one on each owner
 * that works for it.
 */
public final class ServedSession {
    private final long sessionId;
    private final Identity user;
    private final ClientInfo client;
    private final ClientSink sink;
    private final ConcurrentHashMap<Long, Open> opens = new ConcurrentHashMap<>();
    private final AtomicInteger openCount = new AtomicInteger();

    /** Trees that were disconnected, as long as anybody knows them. */
    private final Set<ServedTree> endedTrees =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private volatile Identity identity;
    private volatile boolean ended;

    /**
     * @param user whose it is
     */
    public ServedSession(long sessionId, Identity user, ClientInfo client, ClientSink sink) {
        this.sessionId = sessionId;
        this.user = user;
        this.identity = user;
        this.client = client;
        this.sink = sink;
    }

    public long sessionId() {
        return sessionId;
    }

    /** Whose it is: who established it. */
    public Identity user() {
        return user;
    }

    /** Whom it acts for: its user, or nobody since it was authenticated anew as such. */
    public Identity identity() {
        return identity;
    }

    /** It acts for somebody else from now on. */
    public void become(Identity other) {
        identity = other;
    }

    public ClientInfo client() {
        return client;
    }

    public ClientSink sink() {
        return sink;
    }

    /**
     * Takes an open in.
     *
     * @throws SmbException INSUFFICIENT_RESOURCES when the session holds too many,
     *     USER_SESSION_DELETED or NETWORK_NAME_DELETED when it came too late
     */
    public void add(Open open) throws SmbException {
        if (openCount.incrementAndGet() > Limits.MAX_OPENS_PER_SESSION) {
            openCount.decrementAndGet();
            throw new SmbException(NtStatus.INSUFFICIENT_RESOURCES);
        }
        opens.put(open.fileId().volatileId(), open);
        // After the put: whoever ends the session or tree sees the open, or is seen here.
        if (ended || endedTrees.contains(open.tree())) {
            remove(open);
            throw new SmbException(
                    ended ? NtStatus.USER_SESSION_DELETED : NtStatus.NETWORK_NAME_DELETED);
        }
    }

    /** Takes no more opens in; what is open is to be closed after. */
    public void end() {
        ended = true;
    }

    /** Whether it is over, though what it has open may not be closed yet. */
    public boolean isEnded() {
        return ended;
    }

    /** Takes no more opens of a tree in; what is open on it is to be closed after. */
    public void end(ServedTree tree) {
        endedTrees.add(tree);
    }

    /**
     * The open of an id that the client named, on the tree that it named.
     *
     * @throws SmbException FILE_CLOSED
     */
    public Open open(FileId id, ServedTree tree) throws SmbException {
        Open open = opens.get(id.volatileId());
        if (open == null
                || open.fileId().persistentId() != id.persistentId()
                || open.tree() != tree) {
            throw new SmbException(NtStatus.FILE_CLOSED);
        }
        return open;
    }

    /** Forgets an open; returns whether this call did it, so that only one caller closes it. */
    public boolean remove(Open open) {
        boolean removed = opens.remove(open.fileId().volatileId(), open);
        if (removed) {
            openCount.decrementAndGet();
        }
        return removed;
    }

    /** All opens at this moment. */
    public Collection<Open> opens() {
        return List.copyOf(opens.values());
    }
}
