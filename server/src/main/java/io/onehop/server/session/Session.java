package io.onehop.server.session;

import io.onehop.base.Limits;
import io.onehop.server.serve.ClientInfo;
import io.onehop.server.serve.ClientSink;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.SessionBackend;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Response;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated session, from its last SESSION_SETUP leg until it is closed. [MS-SMB2] 3.3.1.8.
 * Any thread.
 *
 * <pre>
 * VALID -- logoff, last channel gone, PreviousSessionId --> closed, durable opens are kept
 * VALID -- administrator --> closed
 * </pre>
 *
 * What is not authenticated yet is a handshake of {@link SessionSetupHandler}.
 */
public final class Session implements ClientSink {
    private final ServedSession served;
    private final Protection protection;
    private final SessionTable table;
    private final Instant since;
    private final SessionBackend backend;
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<Integer, TreeConnect> trees = new ConcurrentHashMap<>();
    private final AtomicInteger lastTreeId = new AtomicInteger();
    private volatile boolean closed;

    Session(
            long sessionId,
            Identity identity,
            ClientInfo client,
            Protection protection,
            SessionTable table) {
        this.served = new ServedSession(sessionId, identity, client, this);
        this.protection = protection;
        this.table = table;
        this.since = table.now();
        this.backend = table.backends().open(served);
    }

    public long sessionId() {
        return served.sessionId();
    }

    /** Whose it is: who established it. */
    public Identity user() {
        return served.user();
    }

    /** Whom it acts for now. */
    public Identity identity() {
        return served.identity();
    }

    /** It was authenticated anew. */
    void become(Identity identity) {
        if (!identity.equals(served.identity())) {
            backend.become(identity);
        }
    }

    public ClientInfo client() {
        return served.client();
    }

    public Protection protection() {
        return protection;
    }

    public Instant since() {
        return since;
    }

    SessionBackend backend() {
        return backend;
    }

    /** Its connections at this moment. */
    public List<Channel> channels() {
        return List.copyOf(channels);
    }

    /** Its tree connects at this moment. */
    public Collection<TreeConnect> trees() {
        return List.copyOf(trees.values());
    }

    /** Whether it has not ended; its connections hear of the end a moment later. */
    public boolean isOpen() {
        return !closed;
    }

    /** Files that it has open on volumes of this node. */
    public int opens() {
        return served.opens().size();
    }

    public @Nullable TreeConnect tree(int treeId) {
        return trees.get(treeId);
    }

    /** Adds a connection; null when the session is closed or has too many. */
    synchronized @Nullable Channel addChannel(SessionLink link, Signer signer) {
        if (closed || channels.size() >= Limits.MAX_CHANNELS_PER_SESSION) {
            return null;
        }
        Channel channel = new Channel(this, link, signer);
        channels.add(channel);
        return channel;
    }

    /** A connection is gone; with the last one the session goes. */
    public void removeChannel(Channel channel) {
        boolean last;
        synchronized (this) {
            channels.remove(channel);
            last = channels.isEmpty();
        }
        if (last) {
            close();
        }
    }

    /** A place for one more tree connect, or 0 when there are too many. */
    int nextTreeId() {
        if (trees.size() >= Limits.MAX_TREES_PER_SESSION) {
            return 0;
        }
        while (true) {
            int id = lastTreeId.incrementAndGet();
            if (id != 0 && id != -1 && !trees.containsKey(id)) {
                return id;
            }
        }
    }

    /** Takes a tree connect in; false when the session was closed meanwhile. */
    boolean addTree(TreeConnect tree) {
        synchronized (this) {
            if (!closed) {
                trees.put(tree.treeId(), tree);
                return true;
            }
        }
        tree.close();
        return false;
    }

    /** TREE_DISCONNECT, or the end of its share. */
    public void removeTree(TreeConnect tree) {
        if (trees.remove(tree.treeId(), tree)) {
            channels.forEach(channel -> channel.link().forget(tree));
            tree.close();
        }
    }

    /**
     * Ends the session, as LOGOFF or the loss of its last connection does: what it has is closed
     * but durable opens, which wait for its client. Does not wait. Idempotent.
     */
    public void close() {
        if (leave()) {
            CompletableFuture<Void> done = backend.close();
            closeTrees();
            done.thenRun(() -> table.ended(this));
        }
    }

    /** Ends the session and all that it has, as an administrator wants it. */
    public void revoke() {
        if (leave()) {
            closeTrees();
            backend.close().thenRun(() -> table.ended(this));
        }
    }

    /** Returns false when it was closed before. */
    private boolean leave() {
        List<Channel> last;
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            last = List.copyOf(channels);
            channels.clear();
        }
        table.ends(this);
        last.forEach(channel -> channel.link().forget(this));
        return true;
    }

    private void closeTrees() {
        trees.values().forEach(TreeConnect::close);
        trees.clear();
    }

    @Override
    public void disconnect() {
        for (Channel channel : channels) {
            channel.link().close();
        }
    }

    /**
     * {@inheritDoc} Oplock breaks go to the session, lease breaks to the client: [MS-SMB2] 3.3.4.6,
     * .7. Both try the oldest connection first.
     */
    @Override
    public boolean sendBreak(Response notification, Runnable sent) {
        return send(
                new Delivery(
                        notification,
                        new HashSet<>(),
                        table.acknowledgments().count(),
                        table.nanos()),
                sent);
    }

    /**
     * A break on its way to its client.
     *
     * @param tried connections that it does not get through on; used by one thread after the other
     * @param since acknowledgments that there were before
     * @param began when it was sent first
     */
    private record Delivery(Response notification, Set<Long> tried, long since, long began) {}

    /**
     * A lease's break that must be acknowledged is over when its time is. What needs no answer
     * counts however late it comes, and an oplock's break does not say which it is.
     */
    private boolean isWanted(Delivery delivery) {
        Acknowledgments.Key key =
                Acknowledgments.Key.of(client().clientGuid(), delivery.notification);
        if (key == null) {
            return true;
        }
        boolean over =
                delivery.notification instanceof OplockBreak.LeaseNotification
                        && table.nanos() - delivery.began >= Limits.BREAK_TIMEOUT_NANOS;
        return !over && !table.acknowledgments().isHeardSince(key, delivery.since);
    }

    private boolean send(Delivery delivery, Runnable sent) {
        boolean lease = delivery.notification instanceof OplockBreak.LeaseNotification;
        List<SessionLink> links =
                lease ? table.linksOfClient(this) : channels.stream().map(Channel::link).toList();
        for (SessionLink link : links) {
            if (link.isOpen() && delivery.tried.add(link.connectionId())) {
                link.sendBreak(
                        lease ? null : this,
                        delivery.notification,
                        () -> {
                            if (isWanted(delivery) && send(delivery, () -> {})) {
                                giveUp(link);
                            }
                        },
                        sent);
                return true;
            }
        }
        return false;
    }

    /** Its client acknowledges a break, by whatever connection. */
    public void acknowledged(Request acknowledgment) {
        Acknowledgments.Key key =
                Acknowledgments.Key.acknowledgedBy(client().clientGuid(), acknowledgment);
        if (key != null) {
            table.acknowledgments().heard(key);
        }
    }

    /**
     * Ends a connection that does not get through, if it is a channel besides others: its client
     * goes on by those at once. Samba does so too, and smbtorture's smb2.multichannel.leases.test2
     * expects it.
     */
    private void giveUp(SessionLink link) {
        boolean mine = channels.stream().anyMatch(c -> c.link().equals(link));
        if (mine && channels.stream().anyMatch(c -> !c.link().equals(link) && c.link().isOpen())) {
            link.abort();
        }
    }
}
