package io.onehop.server.relay;

import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.ShareState;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestMessage;
import io.onehop.server.serve.ServedTree;
import io.onehop.server.serve.TreeBackend;
import io.onehop.server.volumes.Route;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.NtStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's tree connect on the node that it is connected to. Each request goes where its volume
 * is served at that moment; while it is served nowhere, requests wait in order. Thread safe: the
 * lock covers the choice and the hand-over, which do not block, and not what is then done on the
 * caller's own thread.
 */
final class RoutedTree implements TreeBackend {
    private record Waiting(RequestMessage message, Consumer<Reply> sink, long sinceNanos) {}

    private final RoutedSession session;
    private final Router router;
    private final RelayedTraffic traffic;
    private final int treeId;
    private final ShareState share;

    /** Made once, as it is asked for with each request. */
    private final String volumeKey;

    private final int maximalAccess;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    // The tree as this node's handlers know it, for the volume that it was last served by.
    private @Nullable ServedTree served;
    // The link that was told of this tree, and for which epoch.
    private @Nullable RelayLink toldLink;
    private long toldEpoch;
    // The last epoch in which an owner refused a request.
    private long refusedEpoch = -1;
    private boolean closed;

    RoutedTree(
            RoutedSession session,
            Router router,
            RelayedTraffic traffic,
            int treeId,
            ShareState share,
            int maximalAccess) {
        this.session = session;
        this.router = router;
        this.traffic = traffic;
        this.treeId = treeId;
        this.share = share;
        this.volumeKey = Names.key(share.volume());
        this.maximalAccess = maximalAccess;
    }

    @Override
    public void execute(RequestMessage message, Consumer<Reply> sink) {
        Waiting request = new Waiting(message, sink, router.parts().time().nanos());
        ServedTree here;
        synchronized (this) {
            if (!waiting.isEmpty()) {
                waiting.add(request);
                return;
            }
            here = startedHere(message);
            if (here == null) {
                if (begin(request)) {
                    return;
                }
                waiting.add(request);
            }
        }
        if (here == null) {
            router.waits(this);
        } else {
            session.local().executeAtOnce(here, message, sink, () -> again(request));
        }
    }

    /** Where a request may be tried on this thread at once, which has begun then; or null. */
    private @Nullable ServedTree startedHere(RequestMessage message) {
        Command command = message.header().command();
        if (!LocalSession.isQuick(command) || closed || session.isClosed()) {
            return null;
        }
        Route route = router.parts().volumes().route(volumeKey);
        if (!(route instanceof Route.Here(ServedVolume volume))) {
            return null;
        }
        ServedTree tree = servedBy(volume);
        return session.local().startsAtOnce(tree, command) ? tree : null;
    }

    /** Hands a request over, or returns false when it must wait. */
    private boolean begin(Waiting request) {
        if (closed || session.isClosed()) {
            request.sink.accept(Reply.of(NtStatus.NETWORK_NAME_DELETED));
            return true;
        }
        return switch (router.parts().volumes().route(volumeKey)) {
            case Route.Here(ServedVolume volume) -> {
                session.local()
                        .execute(
                                servedBy(volume),
                                request.message,
                                request.sink,
                                () -> again(request));
                yield true;
            }
            case Route.Owner owner -> relay(owner, request);
            case Route.Unsettled u -> false;
            case Route.Gone g -> {
                request.sink.accept(Reply.of(NtStatus.NETWORK_NAME_DELETED));
                yield true;
            }
        };
    }

    private ServedTree servedBy(ServedVolume volume) {
        ServedTree tree = served;
        if (tree == null || tree.volume() != volume) {
            tree = new ServedTree(treeId, share, volume, maximalAccess);
            served = tree;
        }
        return tree;
    }

    private boolean relay(Route.Owner owner, Waiting request) {
        if (!owner.moving()) {
            refusedEpoch = -1;
        } else if (owner.epoch() == refusedEpoch) {
            // It has closed, and takes nothing more unless the move is given up.
            return false;
        }
        RelayLink link = session.link(owner.node());
        if (link == null) {
            return false;
        }
        if (link != toldLink || toldEpoch != owner.epoch()) {
            toldLink = link;
            toldEpoch = owner.epoch();
            router.redirected(traffic, owner.node().name());
            link.tree(
                    new RelayMessage.Tree(
                            treeId, share.name(), share.volume(), owner.epoch(), maximalAccess));
        }
        link.request(
                treeId,
                request.message,
                traffic,
                request.sink,
                () -> refused(request, owner.epoch()));
        return true;
    }

    private void refused(Waiting request, long epoch) {
        synchronized (this) {
            refusedEpoch = Math.max(refusedEpoch, epoch);
        }
        again(request);
    }

    /**
     * A request was not carried out where it was sent: it waits for the next owner, before all that
     * came later.
     */
    private void again(Waiting request) {
        synchronized (this) {
            insert(request);
        }
        router.waits(this);
    }

    private void insert(Waiting request) {
        List<Waiting> later = new ArrayList<>();
        while (!waiting.isEmpty() && isAfter(waiting.peekLast(), request)) {
            later.add(waiting.removeLast());
        }
        waiting.add(request);
        later.reversed().forEach(waiting::add);
    }

    private static boolean isAfter(Waiting a, Waiting b) {
        return a.sinceNanos - b.sinceNanos > 0;
    }

    /** Looks again at what waits; returns whether something still does. On the router's thread. */
    boolean retry() {
        List<Waiting> expired = new ArrayList<>();
        boolean more;
        synchronized (this) {
            long now = router.parts().time().nanos();
            while (!waiting.isEmpty()) {
                Waiting first = waiting.peek();
                if (now - first.sinceNanos > Router.PATIENCE_NANOS) {
                    expired.add(waiting.remove());
                } else if (begin(first)) {
                    waiting.remove(first);
                } else {
                    break;
                }
            }
            more = !waiting.isEmpty();
        }
        for (Waiting request : expired) {
            boolean create = request.message.header().command() == Command.CREATE;
            request.sink.accept(
                    Reply.of(create ? NtStatus.SERVER_UNAVAILABLE : NtStatus.FILE_NOT_AVAILABLE));
        }
        return more;
    }

    @Override
    public void close() {
        List<Waiting> left;
        RelayLink link;
        ServedTree here;
        synchronized (this) {
            closed = true;
            here = served;
            left = List.copyOf(waiting);
            waiting.clear();
            link = toldLink;
        }
        left.forEach(r -> r.sink.accept(Reply.of(NtStatus.NETWORK_NAME_DELETED)));
        // A tree that goes with its session leaves durable opens behind.
        boolean alone = !session.isClosed();
        if (alone && link != null) {
            link.untree(treeId);
        }
        if (alone && here != null) {
            session.local().closeTree(here);
        }
        session.closed(traffic);
    }
}
