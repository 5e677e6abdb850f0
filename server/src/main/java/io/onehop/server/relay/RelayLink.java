package io.onehop.server.relay;

import io.onehop.server.relay.RelayMessage.Answer;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestMessage;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.transport.Frame;
import io.onehop.server.transport.Link;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Response;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's requests on their way to one owner, and the answers back: the client's side of a
 * link. Thread safe; the lock protects the tables and the order of what is sent, and is never held
 * while a reply is given.
 */
final class RelayLink implements RelayConnector.Target {
    private static final Logger LOG = LoggerFactory.getLogger(RelayLink.class);
    private static final int CREATE_RESPONSE_SIZE = 89;
    private static final int OPLOCK_LEVEL_OFFSET = 2;

    /** Never given to a tree. */
    private static final int NO_TREE = 0;

    /** A request that was sent, or waits for the link to be there. */
    private record Sent(
            Header header, RelayedTraffic traffic, Consumer<Reply> sink, Runnable notServed) {}

    private final ServedSession session;
    private final String owner;
    private final long madeAtNanos;
    private final Map<Long, Sent> sent = new HashMap<>();
    private final Map<Long, CompletableFuture<Reply>> pending = new HashMap<>();
    private final ArrayDeque<RelayMessage> outbox = new ArrayDeque<>();
    private boolean draining;
    private @Nullable Link link;

    /** It is to end: takes nothing new. */
    private boolean refusing;

    private boolean closed;

    /** Trees were closed, and the owner may not have heard of it yet. */
    private boolean untold;

    /** The owner let the client cache something. */
    private boolean caches;

    private long nextId = 1;

    RelayLink(ServedSession session, String owner, long madeAtNanos) {
        this.session = session;
        this.owner = owner;
        this.madeAtNanos = madeAtNanos;
        outbox.add(
                new RelayMessage.Hello(
                        RelayMessage.VERSION,
                        session.sessionId(),
                        session.user(),
                        session.client()));
        Identity identity = session.identity();
        if (!identity.equals(session.user())) {
            outbox.add(new RelayMessage.Become(identity));
        }
    }

    long madeAtNanos() {
        return madeAtNanos;
    }

    String owner() {
        return owner;
    }

    synchronized boolean isClosed() {
        return closed || refusing;
    }

    /** The transport is there: what waited is sent. On the link's thread. */
    @Override
    public void connected(Link newLink) {
        synchronized (this) {
            if (closed || refusing) {
                newLink.close();
                return;
            }
            link = newLink;
            draining = true;
        }
        drain(newLink);
    }

    /** The transport cannot be had, or ended. */
    @Override
    public void failed(String why) {
        List<Sent> lost;
        List<CompletableFuture<Reply>> waiting;
        boolean never;
        boolean mustForget;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            mustForget = caches && !refusing;
            never = link == null;
            lost = List.copyOf(sent.values());
            waiting = List.copyOf(pending.values());
            sent.clear();
            pending.clear();
            outbox.clear();
        }
        if (!lost.isEmpty() || !waiting.isEmpty()) {
            LOG.info(
                    "relay to {}: {}; {} requests affected",
                    owner,
                    why,
                    lost.size() + waiting.size());
        }
        for (Sent request : lost) {
            if (never) {
                request.notServed.run();
            } else {
                request.sink.accept(Reply.of(Doubt.status(request.header)));
            }
        }
        for (CompletableFuture<Reply> future : waiting) {
            future.complete(Reply.of(NtStatus.UNEXPECTED_NETWORK_ERROR));
        }
        if (mustForget) {
            // Nobody is left who would break what the client caches.
            session.sink().disconnect();
        }
    }

    void tree(RelayMessage.Tree tree) {
        enqueue(tree);
    }

    /** The session acts for somebody else: what comes after is done for that one. */
    void become(Identity identity) {
        enqueue(new RelayMessage.Become(identity));
    }

    void untree(int treeId) {
        synchronized (this) {
            untold = true;
        }
        enqueue(new RelayMessage.Untree(treeId));
    }

    /** Sends a request; exactly one of the two callbacks is called, once. */
    void request(
            int treeId,
            RequestMessage message,
            RelayedTraffic traffic,
            Consumer<Reply> sink,
            Runnable notServed) {
        Link toDrain = null;
        boolean taken;
        synchronized (this) {
            taken = !closed && !refusing;
            if (taken) {
                long id = nextId++;
                sent.put(id, new Sent(message.header(), traffic, sink, notServed));
                toDrain =
                        add(
                                new RelayMessage.Request(
                                        id, treeId, message.encrypted(), message.bytes()));
                traffic.request(message.bytes().remaining());
            }
        }
        if (taken) {
            start(toDrain);
        } else {
            notServed.run();
        }
    }

    private void enqueue(RelayMessage message) {
        Link toDrain;
        synchronized (this) {
            toDrain = closed || refusing ? null : add(message);
        }
        start(toDrain);
    }

    /** Puts a message last; returns the link if nobody drains it yet. Holds the lock. */
    private @Nullable Link add(RelayMessage message) {
        outbox.add(message);
        if (link == null || draining) {
            return null;
        }
        draining = true;
        return link;
    }

    /**
     * At once if this is the link's thread, which it is if the client's connection has the same.
     */
    private void start(@Nullable Link toDrain) {
        if (toDrain != null) {
            toDrain.execute(() -> drain(toDrain));
        }
    }

    /** Sends what waits, in order. On the link's thread. */
    private void drain(Link to) {
        while (true) {
            RelayMessage next;
            synchronized (this) {
                next = outbox.poll();
                if (next == null) {
                    draining = false;
                    return;
                }
            }
            send(to, next, () -> {});
        }
    }

    static void send(Link to, RelayMessage message, Runnable sentAll) {
        WireWriter fields = new WireWriter(64);
        message.encode(fields);
        ByteBuffer payload = message.payload();
        to.send(
                payload.hasRemaining()
                        ? List.of(fields.toBuffer(), payload)
                        : List.of(fields.toBuffer()),
                sentAll);
    }

    @Override
    public void received(Frame frame) {
        RelayMessage message;
        try {
            message = RelayMessage.decode(new WireReader(frame.bytes()));
        } catch (MalformedMessageException e) {
            frame.release().run();
            LOG.warn("relay to {}: {}", owner, e.getMessage());
            shut("malformed answer");
            return;
        }
        switch (message) {
            case Answer answer -> answered(answer, frame);
            case RelayMessage.Break notification -> {
                deliver(notification);
                frame.release().run();
            }
            case RelayMessage.Hello m -> refuse(frame);
            case RelayMessage.Tree m -> refuse(frame);
            case RelayMessage.Untree m -> refuse(frame);
            case RelayMessage.Request m -> refuse(frame);
            case RelayMessage.Cancel m -> refuse(frame);
            case RelayMessage.Lost m -> refuse(frame);
            case RelayMessage.Become m -> refuse(frame);
            case RelayMessage.Broken m -> refuse(frame);
        }
    }

    private void refuse(Frame frame) {
        frame.release().run();
        shut("the owner sent what only clients' nodes send");
    }

    private void answered(Answer answer, Frame frame) {
        NtStatus status = new NtStatus(answer.status());
        switch (answer.kind()) {
            case FINAL -> {
                Reply reply = new Reply.Encoded(status, answer.body(), frame.release());
                Sent request;
                CompletableFuture<Reply> future;
                synchronized (this) {
                    request = sent.remove(answer.id());
                    future = pending.remove(answer.id());
                    caches |= grantsCaching(request, answer);
                }
                if (request != null) {
                    request.traffic.reply(answer.body().remaining());
                    request.sink.accept(reply);
                } else if (future == null || !future.complete(reply)) {
                    frame.release().run();
                }
            }
            case PENDING -> {
                frame.release().run();
                waits(answer.id());
            }
            case NOT_SERVED -> {
                frame.release().run();
                Sent request;
                synchronized (this) {
                    request = sent.remove(answer.id());
                }
                if (request != null) {
                    request.notServed.run();
                }
            }
        }
    }

    /** Whether an answer to a CREATE has an oplock level or a lease. [MS-SMB2] 2.2.14 */
    private static boolean grantsCaching(@Nullable Sent request, Answer answer) {
        boolean create = request == null || request.header.command() == Command.CREATE;
        ByteBuffer body = answer.body();
        boolean response =
                answer.status() == 0
                        && body.remaining() > OPLOCK_LEVEL_OFFSET
                        && body.get(0) == CREATE_RESPONSE_SIZE;
        return create && response && body.get(OPLOCK_LEVEL_OFFSET) != 0;
    }

    private void waits(long id) {
        CompletableFuture<Reply> future = new CompletableFuture<>();
        Sent request;
        synchronized (this) {
            request = sent.remove(id);
            if (request != null) {
                pending.put(id, future);
            }
        }
        if (request != null) {
            request.sink.accept(
                    new Reply.Pending(
                            future,
                            () -> enqueue(new RelayMessage.Cancel(id)),
                            () -> enqueue(new RelayMessage.Lost(id))));
        }
    }

    /** Passes a break on, and tells the owner when it has left: answers wait for that. */
    private void deliver(RelayMessage.Break message) {
        Runnable sent = () -> enqueue(new RelayMessage.Broken(message.id()));
        Response notification = decode(message.body());
        if (notification == null || !session.sink().sendBreak(notification, sent)) {
            sent.run();
        }
    }

    private @Nullable Response decode(ByteBuffer body) {
        WireWriter whole = new WireWriter(Header.LENGTH + body.remaining());
        Header header = Header.unsolicited(Command.OPLOCK_BREAK, 0);
        header.encode(whole);
        whole.bytes(body);
        WireReader in = new WireReader(whole.toBuffer());
        try {
            in.seek(Header.LENGTH);
            return Response.decode(header, in);
        } catch (MalformedMessageException e) {
            LOG.warn("relay to {}: break: {}", owner, e.getMessage());
            return null;
        }
    }

    /**
     * Ends the link. Who waits is answered only when the transport is gone: until then it may still
     * send from memory that an answer gives back.
     */
    private void shut(String why) {
        Link to;
        synchronized (this) {
            refusing = true;
            outbox.clear();
            to = link;
        }
        if (to == null) {
            failed(why);
        } else {
            to.close();
        }
    }

    @Override
    public void closed() {
        failed("the link ended");
    }

    /**
     * The session is gone: the owner sees the link end, after it heard which trees were closed
     * before, as their durable opens go with them. Nobody waits for answers any more.
     */
    void close() {
        Link to;
        synchronized (this) {
            refusing = true;
            outbox.removeIf(message -> !(message instanceof RelayMessage.Untree));
            if (untold) {
                // What was handed to the transport may be on its way still: closing waits for this.
                outbox.add(new RelayMessage.Untree(NO_TREE));
            }
            to = link;
        }
        if (to == null) {
            failed("the session ended");
        } else {
            to.execute(() -> finish(to));
        }
    }

    /** On the link's thread. */
    private void finish(Link to) {
        RelayMessage last = null;
        while (true) {
            RelayMessage next;
            synchronized (this) {
                next = outbox.poll();
            }
            if (next == null) {
                break;
            }
            if (last != null) {
                send(to, last, () -> {});
            }
            last = next;
        }
        if (last == null) {
            to.close();
        } else {
            send(to, last, to::close);
        }
    }
}
