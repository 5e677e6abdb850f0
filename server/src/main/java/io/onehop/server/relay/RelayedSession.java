package io.onehop.server.relay;

import io.onehop.cluster.state.ShareState;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.relay.RelayMessage.Answer;
import io.onehop.server.serve.ClientSink;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestMessage;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.ServedTree;
import io.onehop.server.transport.Frame;
import io.onehop.server.transport.Link;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.ErrorResponse;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Response;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of a client that is connected to another node: the owner's side of a link. Runs on the
 * link's thread, but for replies, which come from workers and hop to it.
 */
final class RelayedSession implements Link.Listener, ClientSink {
    private static final Logger LOG = LoggerFactory.getLogger(RelayedSession.class);

    private final Link link;
    private final PeerTransport.Parts parts;
    private final Set<ServedSession> sessions;
    private final String peer;
    private final Map<Integer, ServedTree> trees = new ConcurrentHashMap<>();
    private final Map<Integer, RelayMessage.Tree> told = new HashMap<>();
    private final Map<Long, Reply.Pending> pending = new ConcurrentHashMap<>();

    /** What waits until breaks have left the client's node. */
    private final Map<Long, Runnable> breaks = new ConcurrentHashMap<>();

    private final AtomicLong lastBreak = new AtomicLong();

    /** What came while the ends of earlier links are waited for, or null. */
    private @Nullable List<Frame> early;

    private @Nullable LocalSession local;
    private Dialect dialect = Dialect.SMB_2_0_2;

    /**
     * @param sessions where this one is listed while it lives
     * @param peer the node at the other end, as its certificate says; empty without TLS
     */
    RelayedSession(Link link, PeerTransport.Parts parts, Set<ServedSession> sessions, String peer) {
        this.link = link;
        this.parts = parts;
        this.sessions = sessions;
        this.peer = peer;
    }

    @Override
    public void received(Frame frame) {
        if (early != null) {
            early.add(frame);
            return;
        }
        boolean keep = false;
        try {
            RelayMessage message = RelayMessage.decode(new WireReader(frame.bytes()));
            keep = act(message, frame);
        } catch (MalformedMessageException e) {
            LOG.warn("relay from {}: {}", peer, e.getMessage());
            link.close();
        } finally {
            if (!keep) {
                frame.release().run();
            }
        }
    }

    /** Returns whether the frame stays in use. */
    private boolean act(RelayMessage message, Frame frame) throws MalformedMessageException {
        LocalSession session = local;
        if (message instanceof RelayMessage.Hello hello && session == null) {
            begin(hello);
            return false;
        }
        if (session == null) {
            throw new MalformedMessageException("no greeting");
        }
        return switch (message) {
            case RelayMessage.Tree tree -> {
                tree(session, tree);
                yield false;
            }
            case RelayMessage.Untree untree -> {
                told.remove(untree.treeId());
                ServedTree gone = trees.remove(untree.treeId());
                if (gone != null) {
                    session.closeTree(gone);
                }
                yield false;
            }
            case RelayMessage.Request request -> request(session, request, frame);
            case RelayMessage.Cancel cancel -> {
                Reply.Pending waits = pending.get(cancel.id());
                if (waits != null) {
                    waits.cancel().run();
                }
                yield false;
            }
            case RelayMessage.Lost lost -> {
                Reply.Pending waits = pending.get(lost.id());
                if (waits != null) {
                    waits.lost().run();
                }
                yield false;
            }
            case RelayMessage.Become become -> {
                session.session().become(become.identity());
                yield false;
            }
            case RelayMessage.Broken broken -> {
                broken(broken.id());
                yield false;
            }
            case RelayMessage.Hello h -> throw new MalformedMessageException("a second greeting");
            case RelayMessage.Answer a -> throw new MalformedMessageException("an answer");
            case RelayMessage.Break b -> throw new MalformedMessageException("a break");
        };
    }

    private void begin(RelayMessage.Hello hello) throws MalformedMessageException {
        if (hello.version() != RelayMessage.VERSION) {
            throw new MalformedMessageException(
                    "node "
                            + peer
                            + " speaks version "
                            + hello.version()
                            + " of the relay, this one "
                            + RelayMessage.VERSION);
        }
        if (!peer.isEmpty() && !hello.client().entryNode().equalsIgnoreCase(peer)) {
            throw new MalformedMessageException("speaks for node " + hello.client().entryNode());
        }
        ServedSession session =
                new ServedSession(hello.sessionId(), hello.identity(), hello.client(), this);
        dialect = hello.client().dialect();
        local = new LocalSession(session, parts.handler(), parts.cluster());
        sessions.add(session);
        early = new ArrayList<>();
        link.pause(true);
        link.afterOthers(this::goOn);
    }

    /** What this client gave up before, by links that came before this one, is known to be so. */
    private void goOn() {
        List<Frame> frames = early;
        early = null;
        if (frames == null) {
            return;
        }
        for (Frame frame : frames) {
            if (link.isOpen()) {
                received(frame);
            } else {
                frame.release().run();
            }
        }
        link.pause(false);
    }

    private void tree(LocalSession session, RelayMessage.Tree tree) {
        ServedTree before = trees.remove(tree.treeId());
        if (before != null) {
            session.closeTree(before);
        }
        told.put(tree.treeId(), tree);
        resolve(tree);
    }

    /**
     * The tree, if this node serves its volume in that epoch by now: the news of an ownership may
     * come here later than there.
     */
    private @Nullable ServedTree resolve(RelayMessage.Tree tree) {
        ServedVolume volume = parts.volumes().serving(tree.volume(), tree.epoch());
        ShareState share = parts.cluster().state().share(tree.share()).orElse(null);
        if (volume == null || share == null) {
            return null;
        }
        ServedTree found = new ServedTree(tree.treeId(), share, volume, tree.maximalAccess());
        trees.put(tree.treeId(), found);
        return found;
    }

    private @Nullable ServedTree served(int treeId) {
        ServedTree known = trees.get(treeId);
        RelayMessage.Tree tree = told.get(treeId);
        return known != null || tree == null ? known : resolve(tree);
    }

    private boolean request(LocalSession session, RelayMessage.Request request, Frame frame)
            throws MalformedMessageException {
        long id = request.id();
        ServedTree tree = served(request.treeId());
        if (tree == null) {
            notServed(id);
            return false;
        }
        Header header = Header.decode(new WireReader(request.message()));
        session.executeHere(
                tree,
                new RequestMessage(header, request.message(), request.encrypted()),
                reply -> {
                    frame.release().run();
                    reply(id, header, reply);
                },
                () -> {
                    frame.release().run();
                    notServed(id);
                });
        return true;
    }

    private void notServed(long id) {
        answer(new Answer(id, Answer.Kind.NOT_SERVED, 0, ByteBuffer.allocate(0)), null);
    }

    private void reply(long id, Header header, Reply reply) {
        switch (reply) {
            case Reply.Success success -> {
                ByteBuffer body = encode(success.response());
                ByteBuffer payload = success.response().payload();
                answer(
                        new Answer(id, Answer.Kind.FINAL, success.status().code(), body),
                        payload,
                        success.release());
            }
            case Reply.Failure failure ->
                    answer(
                            new Answer(
                                    id,
                                    Answer.Kind.FINAL,
                                    failure.status().code(),
                                    encode(error(failure))),
                            null);
            case Reply.Encoded encoded ->
                    throw new IllegalStateException("a handler's answer is not encoded yet");
            case Reply.Pending waits -> {
                pending.put(id, waits);
                answer(new Answer(id, Answer.Kind.PENDING, 0, ByteBuffer.allocate(0)), null);
                waits.future()
                        .thenAccept(
                                last -> {
                                    pending.remove(id);
                                    reply(id, header, last);
                                });
            }
        }
    }

    private ErrorResponse error(Reply.Failure failure) {
        if (failure.contexts().isEmpty()) {
            return ErrorResponse.EMPTY;
        }
        return new ErrorResponse(dialect.isAtLeast(Dialect.SMB_3_1_1), failure.contexts());
    }

    /** The body as it stands after an SMB2 header: offsets within count from there. */
    private static ByteBuffer encode(Response response) {
        WireWriter out = new WireWriter(Header.LENGTH + 256).zero(Header.LENGTH);
        response.encode(out);
        ByteBuffer whole = out.toBuffer();
        return whole.slice(Header.LENGTH, whole.limit() - Header.LENGTH);
    }

    private void answer(Answer answer, @Nullable ByteBuffer payload) {
        answer(answer, payload, null);
    }

    private void answer(Answer answer, @Nullable ByteBuffer payload, @Nullable Runnable release) {
        WireWriter fields = new WireWriter(64 + answer.body().remaining());
        answer.encode(fields);
        fields.bytes(answer.body());
        List<ByteBuffer> bytes =
                payload == null ? List.of(fields.toBuffer()) : List.of(fields.toBuffer(), payload);
        link.execute(
                () ->
                        link.send(
                                bytes,
                                () -> {
                                    if (release != null) {
                                        release.run();
                                    }
                                }));
    }

    @Override
    public void disconnect() {
        link.close();
    }

    @Override
    public boolean sendBreak(Response notification, Runnable sent) {
        if (!link.isOpen()) {
            return false;
        }
        long id = lastBreak.incrementAndGet();
        breaks.put(id, sent);
        RelayMessage message = new RelayMessage.Break(id, encode(notification));
        link.execute(
                () -> {
                    if (link.isOpen()) {
                        RelayLink.send(link, message, () -> {});
                        link.flush();
                    } else {
                        broken(id);
                    }
                });
        return true;
    }

    /** A break left the client's node, or never will. */
    private void broken(long id) {
        Runnable waiting = breaks.remove(id);
        if (waiting != null) {
            waiting.run();
        }
    }

    @Override
    public void closed() {
        if (early != null) {
            early.forEach(frame -> frame.release().run());
            early = null;
        }
        Set.copyOf(breaks.keySet()).forEach(this::broken);
        LocalSession session = local;
        if (session != null) {
            sessions.remove(session.session());
            session.close();
        }
    }
}
