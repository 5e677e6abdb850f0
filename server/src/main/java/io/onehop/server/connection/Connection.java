package io.onehop.server.connection;

import io.onehop.base.Limits;
import io.onehop.server.ServerCounters;
import io.onehop.server.connection.Outgoing.Seal;
import io.onehop.server.serve.Reply;
import io.onehop.server.session.Channel;
import io.onehop.server.session.Negotiated;
import io.onehop.server.session.ServerIdentity;
import io.onehop.server.session.Session;
import io.onehop.server.session.SessionLink;
import io.onehop.server.session.SessionSetupHandler;
import io.onehop.server.session.TreeConnect;
import io.onehop.server.session.TreeConnector;
import io.onehop.server.transport.Frame;
import io.onehop.server.transport.Link;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.CompoundSplitter;
import io.onehop.wire.smb2.ErrorResponse;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.ProtocolId;
import io.onehop.wire.smb2.Response;
import io.onehop.wire.smb2.Smb1Negotiate;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection. [MS-SMB2] 3.3.1.7. Its state belongs to the link's thread; what comes from
 * other threads ({@link SessionLink}, replies) hops there.
 *
 * <pre>
 * new -- SMB1 "SMB 2.???" --> awaits SMB2 NEGOTIATE -- NEGOTIATE --> negotiated
 * new -- NEGOTIATE or SMB1 "SMB 2.002" --------------------------> negotiated
 * negotiated -- first session --> authenticated
 * </pre>
 */
public final class Connection implements Link.Listener, SessionLink {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final AtomicLong LAST_ID = new AtomicLong();

    /** Credits of a client that has no session: enough to get one. */
    private static final int STRANGER_CREDITS = 16;

    /** Frames being worked on and their replies, in bytes, above which no more are read. */
    private static final int MAX_BUSY_BYTES = 4 * Limits.MAX_FRAME_BYTES;

    private static final int MAX_FORMER_SESSIONS = 16;

    private final long id = LAST_ID.incrementAndGet();
    private final Link link;
    private final ConnectionServices services;
    private final Consumer<Connection> gone;
    private final String remote;
    private final Instant since;
    private final CommandWindow window = new CommandWindow();
    private final Requests requests = new Requests();
    private final Dispatcher dispatcher = new Dispatcher(this);
    private final Replies replies = new Replies(this);
    private final Sender sender;
    private final Decryption decryption;
    private final Map<Long, Channel> channels = new HashMap<>();

    /** Signing keys of sessions that have ended, by which clients believe that they have. */
    private final Map<Long, Signer> former =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Signer> eldest) {
                    return size() > MAX_FORMER_SESSIONS;
                }
            };

    private volatile @Nullable Negotiated negotiated;
    private @Nullable SessionSetupHandler setup;
    private boolean sawSmb1;
    private boolean hadSession;
    private long busyBytes;
    private boolean paused;

    /**
     * @param gone called when the connection has ended
     */
    public Connection(Link link, ConnectionServices services, Consumer<Connection> gone) {
        this.link = link;
        this.services = services;
        this.gone = gone;
        this.remote = link.remote().getAddress().getHostAddress() + ":" + link.remote().getPort();
        this.since = services.server().time().now();
        this.sender = new Sender(link);
        this.decryption = new Decryption(channels::get, services.server().counters());
    }

    @Override
    public void received(Frame frame) {
        try {
            switch (ProtocolId.of(frame.bytes())) {
                case SMB1 -> {
                    smb1(frame.bytes());
                    frame.release().run();
                }
                case SMB2 -> begin(frame, frame.bytes(), null);
                case TRANSFORM -> {
                    if (!hadSession) {
                        throw new MalformedMessageException("encrypted before anybody logged on");
                    }
                    Decryption.Opened opened = decryption.open(frame.bytes());
                    begin(frame, opened.message(), opened.session());
                }
                case COMPRESSION -> throw new MalformedMessageException("compressed message");
            }
        } catch (MalformedMessageException e) {
            frame.release().run();
            drop(e.getMessage());
        }
    }

    private void begin(Frame frame, ByteBuffer message, @Nullable Session encryptedBy)
            throws MalformedMessageException {
        Chain chain = new Chain(this, frame, CompoundSplitter.split(message), encryptedBy);
        busyBytes += chain.costBytes();
        if (busyBytes > MAX_BUSY_BYTES && !paused) {
            paused = true;
            link.pause(true);
        }
        chain.advance();
    }

    /** A chain has given its frame back. */
    void ended(Chain chain) {
        busyBytes -= chain.costBytes();
        if (paused && busyBytes < MAX_BUSY_BYTES / 2) {
            paused = false;
            link.pause(false);
        }
    }

    /** [MS-SMB2] 3.3.5.3. */
    private void smb1(ByteBuffer frame) throws MalformedMessageException {
        Smb1Negotiate request = Smb1Negotiate.decode(new WireReader(frame));
        boolean speaksSmb2 = request.offersWildcard() || request.offersSmb2002();
        if (sawSmb1 || negotiated != null || !speaksSmb2 || !window.consume(0, 1)) {
            throw new MalformedMessageException("SMB 1");
        }
        sawSmb1 = true;
        NegotiateHandler.Result result =
                request.offersWildcard()
                        ? services.negotiation().wildcard()
                        : services.negotiation().smb202();
        if (result.negotiated() != null) {
            become(result.negotiated());
        }
        Response response = result.response() == null ? ErrorResponse.EMPTY : result.response();
        Header header =
                Header.request(Command.NEGOTIATE, 0, 0, 0)
                        .response(result.status(), window.grant(1, STRANGER_CREDITS));
        sender.send(
                List.of(
                        new Outgoing(
                                header, new Outgoing.Decoded(response), Seal.NONE, null, null)));
    }

    /** NEGOTIATE has its answer. */
    void negotiated(Exchange exchange, NegotiateHandler.Result result) {
        Negotiated agreed = result.negotiated();
        if (agreed == null || result.response() == null) {
            exchange.chain().answer(exchange, Reply.of(result.status()));
            return;
        }
        exchange.answer();
        Header request = exchange.header();
        exchange.chain()
                .answered(
                        new Outgoing(
                                request.response(result.status(), grant(request)),
                                new Outgoing.Decoded(result.response()),
                                Seal.NONE,
                                null,
                                sent -> become(agreed.withPreauth(agreed.preauth().then(sent)))));
    }

    private void become(Negotiated agreed) {
        negotiated = agreed;
        setup = new SessionSetupHandler(services.server(), this, agreed, this::channel);
    }

    /**
     * A session runs over this connection from now on.
     *
     * @return whether it did not before
     */
    boolean joined(Channel channel) {
        Channel before = channels.put(channel.session().sessionId(), channel);
        if (!channel.session().identity().isAnonymous()) {
            hadSession = true;
            link.authenticated();
        }
        return !channel.equals(before);
    }

    /**
     * Runs a task when what the session's user gave up before, by closing connections or ending
     * sessions, is closed: who logs on after that finds its files free, and its durable opens.
     */
    void afterEndings(Session session, Runnable task) {
        if (server().sessions().isAlone(session)) {
            task.run();
            return;
        }
        link.afterOthers(
                () ->
                        server().sessions()
                                .endings(session.user())
                                .thenRun(() -> link.execute(task)));
    }

    /** A backend's reply, from any thread. */
    void replied(Exchange exchange, Reply reply) {
        link.execute(() -> exchange.chain().reply(exchange, reply));
    }

    /** The reply of a request that waited, from any thread. */
    void completed(Exchange exchange, @Nullable Reply reply, @Nullable Throwable failure) {
        Reply answer = reply;
        if (answer == null) {
            LOG.error("{}: a waiting {} failed on our side", remote, exchange.command(), failure);
            answer = Reply.of(NtStatus.INTERNAL_ERROR);
        }
        Reply known = answer;
        link.execute(() -> exchange.chain().completed(exchange, known));
    }

    /** Credits for the response to a request. */
    int grant(Header request) {
        int most = !hadSession ? STRANGER_CREDITS : Limits.MAX_CREDITS;
        return window.grant(request.credits(), most);
    }

    /** Ends the connection because of what the peer sent. */
    void drop(@Nullable String reason) {
        LOG.debug("{}: dropped: {}", remote, reason);
        counters().malformed.increment();
        link.close();
    }

    @Override
    public void closed() {
        requests.lost();
        if (setup != null) {
            setup.close();
        }
        List<Channel> last = List.copyOf(channels.values());
        channels.clear();
        last.forEach(channel -> channel.session().removeChannel(channel));
        gone.accept(this);
    }

    @Override
    public void sendBreak(
            @Nullable Session session, Response notification, Runnable lost, Runnable sent) {
        link.execute(
                () -> {
                    boolean encrypted = session != null && session.protection().encryptData();
                    counters().breaks.increment();
                    try {
                        sender.send(
                                List.of(
                                        new Outgoing(
                                                Header.unsolicited(
                                                        Command.OPLOCK_BREAK,
                                                        session == null ? 0 : session.sessionId()),
                                                new Outgoing.Decoded(notification),
                                                new Seal(null, encrypted ? session : null),
                                                null,
                                                null)));
                        link.flush();
                    } finally {
                        // The answer of another client's request waits for this.
                        sent.run();
                    }
                    link.expectDelivery(lost);
                });
    }

    @Override
    public void forget(Session session) {
        link.execute(
                () -> {
                    Channel channel = channels.get(session.sessionId());
                    if (channel != null && channel.session() == session) {
                        channels.remove(session.sessionId());
                        former.put(session.sessionId(), channel.signer());
                    }
                    requests.end(exchange -> exchange.isOf(session));
                });
    }

    @Override
    public void forget(TreeConnect tree) {
        link.execute(() -> requests.end(exchange -> exchange.isOn(tree)));
    }

    @Override
    public void close() {
        link.close();
    }

    @Override
    public void abort() {
        link.abort();
    }

    @Override
    public long connectionId() {
        return id;
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return link.remote();
    }

    @Override
    public InetSocketAddress localAddress() {
        return link.local();
    }

    @Override
    public boolean isOpen() {
        return link.isOpen();
    }

    public Instant since() {
        return since;
    }

    /** What was negotiated, or null before; from any thread. */
    public @Nullable Negotiated negotiated() {
        return negotiated;
    }

    Negotiated required() {
        Negotiated agreed = negotiated;
        if (agreed == null) {
            throw new IllegalStateException("not negotiated");
        }
        return agreed;
    }

    SessionSetupHandler setup() {
        if (setup == null) {
            throw new IllegalStateException("not negotiated");
        }
        return setup;
    }

    @Nullable Channel channel(long sessionId) {
        Channel channel = channels.get(sessionId);
        return channel != null && channel.session().isOpen() ? channel : null;
    }

    /**
     * Whether somebody has authenticated here, even if the session is gone. Anonymous clients have
     * not: they stay strangers, with little time and memory. The opposite of ConstrainedConnection.
     */
    boolean hadSession() {
        return hadSession;
    }

    /**
     * The key that a request was signed with whose session is not of this connection: of one that
     * has ended, or that runs over others; null if it was not signed with it.
     */
    @Nullable Signer orphanSigner(long sessionId, ByteBuffer message) {
        Channel ending = channels.get(sessionId);
        Signer signer = ending == null ? former.get(sessionId) : ending.signer();
        if (signer == null) {
            Session elsewhere = services.server().sessions().session(sessionId);
            signer = elsewhere == null ? null : elsewhere.protection().signer();
        }
        return signer != null && signer.verify(message) ? signer : null;
    }

    int sessionCount() {
        return channels.size();
    }

    ServerCounters counters() {
        return services.server().counters();
    }

    ServerIdentity server() {
        return services.server();
    }

    NegotiateHandler negotiation() {
        return services.negotiation();
    }

    TreeConnector trees() {
        return services.trees();
    }

    TreeIoctls ioctls() {
        return services.ioctls();
    }

    CommandWindow window() {
        return window;
    }

    Requests requests() {
        return requests;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Replies replies() {
        return replies;
    }

    Sender sender() {
        return sender;
    }
}
