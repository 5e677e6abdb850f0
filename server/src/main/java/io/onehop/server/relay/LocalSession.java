package io.onehop.server.relay;

import io.onehop.cluster.ClusterView;
import io.onehop.server.open.AfterAnswer;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.RequestHandler;
import io.onehop.server.serve.RequestMessage;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.ServedTree;
import io.onehop.server.serve.SmbException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Request;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Works on a session's requests with this node's handlers, wherever the client is connected. Thread
 * safe.
 *
 * <p>Requests on a volume start in the order of {@link #execute}, see {@link Lane}, and wait for
 * nothing on another: a slow disk holds up no more than what is on it.
 */
final class LocalSession {
    /**
     * A volume as this session uses it, whoever's turn it is to serve it.
     *
     * @param pending what may be outstanding when the session goes
     */
    private record OnVolume(Lane lane, Set<Reply.Pending> pending) {}

    private final ClusterView cluster;
    private final ServedSession session;
    private final RequestHandler handler;
    private final ConcurrentHashMap<String, OnVolume> volumes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    LocalSession(ServedSession session, RequestHandler handler, ClusterView cluster) {
        this.cluster = cluster;
        this.session = session;
        this.handler = handler;
    }

    ServedSession session() {
        return session;
    }

    private OnVolume on(ServedVolume volume) {
        OnVolume known = volumes.get(volume.name());
        return known != null
                ? known
                : volumes.computeIfAbsent(
                        volume.name(),
                        name ->
                                new OnVolume(
                                        new Lane(volume.runtime().workers()),
                                        ConcurrentHashMap.newKeySet()));
    }

    /**
     * Begins a request.
     *
     * @param sink takes the reply, on a worker thread
     * @param notServed is run instead, and nothing was done, when the tree's volume is no longer
     *     served here
     */
    void execute(
            ServedTree tree, RequestMessage message, Consumer<Reply> sink, Runnable notServed) {
        Command command = message.header().command();
        on(tree.volume())
                .lane
                .submit(
                        isParallel(command),
                        inOrder(command, () -> work(tree, message, sink, notServed)));
    }

    private static boolean isParallel(Command command) {
        return command == Command.READ || command == Command.WRITE;
    }

    /** READ and WRITE end nobody's cache of a directory: closing and flushing do. */
    private static Runnable inOrder(Command command, Runnable work) {
        return isParallel(command) ? work : () -> AfterAnswer.of(work);
    }

    /**
     * As {@link #execute}, but what needs no waiting is done on the caller's thread. To be called
     * without a lock.
     */
    void executeHere(
            ServedTree tree, RequestMessage message, Consumer<Reply> sink, Runnable notServed) {
        if (startsAtOnce(tree, message.header().command())) {
            executeAtOnce(tree, message, sink, notServed);
        } else {
            execute(tree, message, sink, notServed);
        }
    }

    /**
     * Whether a request may be tried on the caller's thread: then it has started, and {@link
     * #executeAtOnce} must follow.
     */
    boolean startsAtOnce(ServedTree tree, Command command) {
        return isQuick(command) && on(tree.volume()).lane.tryStart(isParallel(command));
    }

    /** Whether requests of a command may need no waiting. */
    static boolean isQuick(Command command) {
        return command == Command.READ || command == Command.CREATE || command == Command.CLOSE;
    }

    /**
     * As {@link #execute} on the caller's thread, as far as that needs no waiting. To be called
     * without a lock.
     */
    void executeAtOnce(
            ServedTree tree, RequestMessage message, Consumer<Reply> sink, Runnable notServed) {
        Lane lane = on(tree.volume()).lane;
        Command command = message.header().command();
        boolean done = true;
        try {
            Request request = decode(message);
            done = workAtOnce(tree, message, request, sink, notServed);
            if (!done) {
                lane.handOn(
                        isParallel(command),
                        inOrder(command, () -> workWhole(tree, message, request, sink, notServed)));
            }
        } catch (MalformedMessageException e) {
            sink.accept(Reply.of(NtStatus.INVALID_PARAMETER));
        } finally {
            if (done) {
                lane.ended();
            }
        }
    }

    /** Returns false when nothing was done and nobody was told. */
    private boolean workAtOnce(
            ServedTree tree,
            RequestMessage message,
            Request request,
            Consumer<Reply> sink,
            Runnable notServed) {
        Way way = context -> handler.handleAtOnce(request, context);
        if (request.command() != Command.CREATE) {
            return work(tree, message, sink, notServed, way);
        }
        // What others cache may have to be broken before the answer, though nobody waits for it.
        boolean[] done = new boolean[1];
        AfterAnswer.of(() -> done[0] = work(tree, message, sink, notServed, way));
        return done[0];
    }

    private void work(
            ServedTree tree, RequestMessage message, Consumer<Reply> sink, Runnable notServed) {
        try {
            workWhole(tree, message, decode(message), sink, notServed);
        } catch (MalformedMessageException e) {
            sink.accept(Reply.of(NtStatus.INVALID_PARAMETER));
        }
    }

    private static Request decode(RequestMessage message) throws MalformedMessageException {
        WireReader in = new WireReader(message.bytes());
        in.seek(Header.LENGTH);
        return Request.decode(message.header(), in);
    }

    private void workWhole(
            ServedTree tree,
            RequestMessage message,
            Request request,
            Consumer<Reply> sink,
            Runnable notServed) {
        if (!work(tree, message, sink, notServed, c -> handler.handle(request, c))) {
            throw new IllegalStateException("no reply to " + request.command());
        }
    }

    /** Does a request, or not; null is no reply. */
    @FunctionalInterface
    private interface Way {
        @Nullable Reply handle(RequestContext context);
    }

    /** Returns false when nothing was done and nobody was told. */
    private boolean work(
            ServedTree tree,
            RequestMessage message,
            Consumer<Reply> sink,
            Runnable notServed,
            Way way) {
        Reply reply;
        try (Use use = tree.volume().enter()) {
            if (!cluster.mayServe(tree.volume().key(), tree.volume().epoch())) {
                notServed.run();
                return true;
            }
            reply =
                    way.handle(
                            new RequestContext(
                                    session, tree, message.header(), message.encrypted()));
        } catch (SmbException e) {
            // The volume is on its way to another node: nothing was done.
            notServed.run();
            return true;
        }
        if (reply == null) {
            return false;
        }
        if (reply instanceof Reply.Pending waits) {
            remember(on(tree.volume()).pending, waits);
        }
        AfterAnswer.answer(() -> sink.accept(reply));
        return true;
    }

    private void remember(Set<Reply.Pending> pending, Reply.Pending waits) {
        pending.add(waits);
        waits.future().whenComplete((reply, problem) -> pending.remove(waits));
        if (closed) {
            waits.cancel().run();
        }
    }

    /** The tree is gone: closes what it has open, after what was begun before. */
    void closeTree(ServedTree tree) {
        on(tree.volume()).lane.submit(false, () -> tree.volume().endOf(session, tree));
    }

    /**
     * The session is gone: ends what waits and closes all that is open and not durable, after what
     * was begun before.
     *
     * @return completed when it is done; never exceptionally
     */
    CompletableFuture<Void> close() {
        closed = true;
        session.end();
        return CompletableFuture.allOf(
                volumes.entrySet().stream()
                        .map(on -> close(on.getKey(), on.getValue()))
                        .toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> close(String volume, OnVolume on) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        for (Reply.Pending waits : on.pending) {
            waits.cancel().run();
        }
        // Also what is tried again at this moment, outside of the lane, is done before opens are
        // given to the next session of their client.
        on.lane.submit(
                false,
                () ->
                        CompletableFuture.allOf(
                                        on.pending.stream()
                                                .map(Reply.Pending::future)
                                                .toArray(CompletableFuture<?>[]::new))
                                .thenRun(
                                        () ->
                                                on.lane.submit(
                                                        false, () -> endOpens(volume, ended))));
        return ended;
    }

    private void endOpens(String name, CompletableFuture<Void> ended) {
        try {
            session.opens().stream()
                    .map(open -> open.tree().volume())
                    .filter(volume -> volume.name().equals(name))
                    .distinct()
                    .forEach(volume -> volume.endOf(session));
        } finally {
            ended.complete(null);
        }
    }
}
