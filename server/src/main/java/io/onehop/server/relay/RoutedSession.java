package io.onehop.server.relay;

import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.ShareState;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.SessionBackend;
import io.onehop.server.serve.TreeBackend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A session of a client that is connected to this node: its local work and its links to owners.
 * Thread safe.
 */
final class RoutedSession implements SessionBackend {
    private static final long RECONNECT_NANOS = 100_000_000L;

    private final ServedSession session;
    private final Router router;
    private final LocalSession local;
    private final Map<String, RelayLink> links = new HashMap<>();
    private final List<RelayedTraffic> traffic = new CopyOnWriteArrayList<>();
    private boolean closed;

    RoutedSession(ServedSession session, Router router) {
        this.session = session;
        this.router = router;
        this.local = new LocalSession(session, router.parts().handler(), router.parts().cluster());
    }

    @Override
    public TreeBackend connect(int treeId, ShareState share, int maximalAccess) {
        Instant now = router.parts().time().now();
        RelayedTraffic counts =
                new RelayedTraffic(
                        session.client().address(),
                        session.user().userName(),
                        share.name(),
                        share.volume(),
                        now);
        traffic.add(counts);
        return new RoutedTree(this, router, counts, treeId, share, maximalAccess);
    }

    ServedSession session() {
        return session;
    }

    LocalSession local() {
        return local;
    }

    List<RelayedTraffic> traffic() {
        return traffic;
    }

    void closed(RelayedTraffic counts) {
        traffic.remove(counts);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /**
     * The link to an owner, which may still be connecting; one that failed is replaced after a
     * short pause, and until then there is none.
     */
    @Nullable RelayLink link(NodeState owner) {
        RelayLink link;
        synchronized (this) {
            RelayLink known = links.get(Names.key(owner.name()));
            if (known != null && !known.isClosed()) {
                return known;
            }
            long now = router.parts().time().nanos();
            if (closed || (known != null && now - known.madeAtNanos() < RECONNECT_NANOS)) {
                return null;
            }
            link = new RelayLink(session, owner.name(), now);
            links.put(Names.key(owner.name()), link);
        }
        router.parts().connector().connect(owner, link);
        return link;
    }

    @Override
    public void become(Identity identity) {
        List<RelayLink> told;
        synchronized (this) {
            session.become(identity);
            told = List.copyOf(links.values());
        }
        told.forEach(link -> link.become(identity));
    }

    @Override
    public CompletableFuture<Void> close() {
        List<RelayLink> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(links.values());
            links.clear();
        }
        open.forEach(RelayLink::close);
        CompletableFuture<Void> ended = local.close();
        router.closed(this);
        return ended;
    }
}
