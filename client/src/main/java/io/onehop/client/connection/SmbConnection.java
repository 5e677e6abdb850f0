package io.onehop.client.connection;

import io.onehop.base.Limits;
import io.onehop.base.TimeSource;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.smb2.Cancel;
import io.onehop.wire.smb2.CompoundSplitter;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.ProtocolId;
import io.onehop.wire.smb2.Response;
import io.onehop.wire.smb2.ServerToClientNotification;
import io.onehop.wire.smb2.SessionSetup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: requests out, answers in. [MS-SMB2] 3.2.4.1, 3.2.5.1.
 *
 * <p>Requests come from any thread and wait in a line for credits; one thread writes, another
 * reads, and completes the futures. When the connection ends, every request that is not answered
 * fails with {@link ConnectionLostException}.
 */
public final class SmbConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmbConnection.class);
    private static final int CHECK_MILLIS = 500;
    private static final int MOST_ECHOES_FOR_CREDITS = 3;
    static final ScheduledExecutorService TIMER =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("onehop-client-timer").factory());

    private final FrameChannel channel;
    private final InetSocketAddress address;
    private final long requestNanos;
    private final TimeSource time;
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final ScheduledFuture<?> check;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock.
    private final CreditWindow window = new CreditWindow();
    private final Deque<PendingRequest> line = new ArrayDeque<>();
    private final Deque<PendingRequest> cancels = new ArrayDeque<>();
    private final Map<Long, PendingRequest> outstanding = new HashMap<>();
    private @Nullable String closeReason;
    private int echoesForCredits;
    private final Silence silence = new Silence();

    private volatile @Nullable SessionSecurity security;
    private volatile boolean charging;
    private volatile boolean impatient;
    private volatile Consumer<Response> breaks = notification -> {};

    private SmbConnection(
            FrameChannel channel, InetSocketAddress address, long requestNanos, TimeSource time) {
        this.channel = channel;
        this.address = address;
        this.requestNanos = requestNanos;
        this.time = time;
        this.check =
                TIMER.scheduleWithFixedDelay(
                        this::checkDeadlines, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Connects; nothing is sent yet. */
    static SmbConnection connect(
            InetSocketAddress address, ConnectionProfile profile, TimeSource time)
            throws IOException {
        FrameChannel channel = FrameChannel.connect(address, profile.connectMillis());
        long requestNanos = TimeUnit.MILLISECONDS.toNanos(profile.requestMillis());
        SmbConnection connection = new SmbConnection(channel, address, requestNanos, time);
        Thread.ofVirtual().name("smb-read-" + address).start(connection::readLoop);
        Thread.ofVirtual().name("smb-write-" + address).start(connection::writeLoop);
        return connection;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Completes with the reason when the connection has ended. */
    public CompletableFuture<String> closed() {
        return closed;
    }

    /** The credits that a large request may count on in the end. */
    public int creditsHeld() {
        lock.lock();
        try {
            return window.held();
        } finally {
            lock.unlock();
        }
    }

    /** Requests that wait or are on their way. */
    public int load() {
        lock.lock();
        try {
            return line.size() + outstanding.size();
        } finally {
            lock.unlock();
        }
    }

    /** Is given breaks of oplocks and leases, on the reading thread: be quick. */
    void onBreak(Consumer<Response> listener) {
        breaks = listener;
    }

    /** Sends a request as soon as there are credits for it. */
    public CompletableFuture<Reply> send(Call call) {
        SessionSecurity known = security;
        return enqueue(call, known == null ? 0 : known.sessionId(), null);
    }

    /** Asks the server to give a request up; it still ends, with its result or STATUS_CANCELLED. */
    @SuppressWarnings("ReferenceEquality") // it is this future or another
    public void cancel(CompletableFuture<Reply> reply) {
        lock.lock();
        try {
            for (PendingRequest request : outstanding.values()) {
                if (request.reply == reply) {
                    Call call =
                            new Call(
                                    new Cancel.Request(),
                                    request.call.treeId(),
                                    0,
                                    request.call.encrypted());
                    PendingRequest cancel = new PendingRequest(call, 0, request.sessionId);
                    cancel.messageId = request.messageId;
                    cancel.asyncId = request.asyncId;
                    cancels.add(cancel);
                    changed.signal();
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends a leg of a logon, which is known by a session id before there are keys.
     *
     * @param signer of the session that is to be bound, or null
     */
    Reply authenticate(SessionSetup.Request request, long sessionId, @Nullable Signer signer)
            throws IOException {
        return Await.reply(enqueue(Call.plain(request), sessionId, signer));
    }

    /** What was agreed decides how credits are counted. */
    void negotiated(Negotiated result) {
        charging = result.largeRequests();
    }

    /** From now on messages are protected. */
    void secure(SessionSecurity agreed) {
        security = agreed;
    }

    @Nullable SessionSecurity security() {
        return security;
    }

    @Override
    public void close() {
        close("closed by this client");
    }

    /** Ends the connection for a reason that its requests are told. Idempotent. */
    public void close(String reason) {
        List<PendingRequest> sent;
        List<PendingRequest> unsent;
        lock.lock();
        try {
            if (closeReason != null) {
                return;
            }
            closeReason = reason;
            sent = List.copyOf(outstanding.values());
            unsent = List.copyOf(line);
            outstanding.clear();
            line.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        check.cancel(false);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing {}", address, e);
        }
        String told = address + ": " + reason;
        sent.forEach(r -> r.reply.completeExceptionally(new ConnectionLostException(told, true)));
        unsent.forEach(
                r -> r.reply.completeExceptionally(new ConnectionLostException(told, false)));
        closed.complete(reason);
    }

    private CompletableFuture<Reply> enqueue(Call call, long sessionId, @Nullable Signer signer) {
        int charge = charging ? CreditWindow.charge(call.largestBytes()) : 1;
        PendingRequest request = new PendingRequest(call, charge, sessionId, signer);
        lock.lock();
        try {
            if (closeReason != null) {
                return CompletableFuture.failedFuture(
                        new ConnectionLostException(address + ": " + closeReason, false));
            }
            line.add(request);
            changed.signal();
        } finally {
            lock.unlock();
        }
        return request.reply;
    }

    private void writeLoop() {
        String reason = "the writing thread ended";
        try {
            PendingRequest next = nextToSend();
            while (next != null) {
                channel.write(next.encode(security, charging));
                next = nextToSend();
            }
        } catch (IOException e) {
            reason = "cannot write: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(reason);
        }
    }

    /** The next request that has its credits, or null when closed. */
    private @Nullable PendingRequest nextToSend() throws InterruptedException {
        lock.lock();
        try {
            while (closeReason == null) {
                PendingRequest cancel = cancels.poll();
                if (cancel != null) {
                    return cancel;
                }
                PendingRequest head = line.peek();
                if (head != null) {
                    long id = window.take(head.charge);
                    if (id >= 0) {
                        line.remove();
                        head.messageId = id;
                        head.askedCredits = window.ask(head.charge);
                        head.deadlineNanos = time.nanos() + requestNanos;
                        if (outstanding.isEmpty()) {
                            silence.broken(time.nanos());
                        }
                        outstanding.put(id, head);
                        return head;
                    }
                    if (outstanding.isEmpty()) {
                        askForCredits();
                        continue;
                    }
                }
                changed.await();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** With nothing on its way, no credits will come unless we ask for them. Holds the lock. */
    private void askForCredits() {
        if (window.available() == 0 || ++echoesForCredits > MOST_ECHOES_FOR_CREDITS) {
            PendingRequest starved = line.remove();
            TIMER.execute(
                    () ->
                            starved.reply.completeExceptionally(
                                    new ConnectionLostException(
                                            address + ": the server gives too few credits",
                                            false)));
            TIMER.execute(() -> close("the server gives too few credits"));
            return;
        }
        addEcho();
    }

    private void readLoop() {
        String reason = "the reading thread ended";
        try {
            while (true) {
                onFrame(channel.read(this::mostFrameBytes));
            }
        } catch (IOException e) {
            reason = e.getMessage() == null ? e.toString() : e.getMessage();
        } catch (MalformedMessageException e) {
            reason = "an answer was refused: " + e.getMessage();
        } finally {
            close(reason);
        }
    }

    private int mostFrameBytes() {
        return security == null ? Limits.MAX_UNAUTHENTICATED_FRAME_BYTES : Limits.MAX_FRAME_BYTES;
    }

    private void onFrame(ByteBuffer frame) throws MalformedMessageException, IOException {
        SessionSecurity known = security;
        boolean encrypted = ProtocolId.of(frame) == ProtocolId.TRANSFORM;
        if (encrypted && known == null) {
            throw new MalformedMessageException("encrypted before a logon");
        }
        ByteBuffer plain = encrypted && known != null ? known.open(frame) : frame;
        for (ByteBuffer message : CompoundSplitter.split(plain)) {
            onMessage(message, known, encrypted);
        }
    }

    private void onMessage(ByteBuffer message, @Nullable SessionSecurity known, boolean encrypted)
            throws MalformedMessageException, IOException {
        WireReader in = new WireReader(message);
        Header header = Header.decode(in);
        if (!header.isResponse()) {
            throw new MalformedMessageException("a request from a server");
        }
        boolean unsolicited = header.messageId() == Header.UNSOLICITED_MESSAGE_ID;
        boolean interim = header.isAsync() && header.ntStatus().equals(NtStatus.PENDING);
        boolean bare = encrypted || unsolicited || interim;
        if (known != null
                && known.signs()
                && !bare
                && !(header.isSigned() && known.signer().verify(message))) {
            throw new MalformedMessageException("a wrong signature, " + header.command());
        }
        Response body = Response.decode(header, in);
        if (unsolicited) {
            if (body instanceof ServerToClientNotification) {
                throw new IOException("the server closed the session");
            }
            breaks.accept(body);
            return;
        }
        PendingRequest request = answered(header, interim);
        boolean mustBeEncrypted =
                known != null && (known.encryptsAll() || request.call.encrypted());
        if (mustBeEncrypted && !encrypted) {
            throw new MalformedMessageException("a plain answer to an encrypted request");
        }
        if (!interim) {
            request.reply.complete(new Reply(header, body, message, request.kept));
        }
    }

    private PendingRequest answered(Header header, boolean interim)
            throws MalformedMessageException {
        lock.lock();
        try {
            PendingRequest request = outstanding.get(header.messageId());
            if (request == null || request.call.body().command() != header.command()) {
                throw new MalformedMessageException("an answer to no request: " + header);
            }
            silence.broken(time.nanos());
            window.grant(header.credits());
            if (interim) {
                request.asyncId = header.asyncId();
                request.deadlineNanos = time.nanos() + requestNanos;
            } else {
                outstanding.remove(header.messageId());
                window.settle(request.charge);
                echoesForCredits = window.available() > 1 ? 0 : echoesForCredits;
            }
            changed.signal();
            return request;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the session has other channels: then this one is given up when it is silent. */
    void impatient(boolean hasOthers) {
        impatient = hasOthers;
    }

    /** Holds the lock. */
    private boolean isDead(long now) {
        if (!impatient || outstanding.isEmpty()) {
            return false;
        }
        Silence.Verdict verdict = silence.judge(now, window.available() > 0);
        if (verdict == Silence.Verdict.PROBE) {
            addEcho();
            changed.signal();
        }
        return verdict == Silence.Verdict.DEAD;
    }

    /** Before all that waits. Holds the lock. */
    private void addEcho() {
        SessionSecurity known = security;
        long sessionId = known == null ? 0 : known.sessionId();
        line.addFirst(new PendingRequest(Call.plain(new Echo.Request()), 1, sessionId));
    }

    private void checkDeadlines() {
        String reason = null;
        lock.lock();
        try {
            long now = time.nanos();
            if (isDead(now)) {
                reason = "nothing was heard, not even an echo";
            }
            for (PendingRequest request : outstanding.values()) {
                if (now - request.deadlineNanos > 0) {
                    long seconds = TimeUnit.NANOSECONDS.toSeconds(requestNanos);
                    reason =
                            "no answer to "
                                    + request.call.body().command()
                                    + " for "
                                    + seconds
                                    + " s";
                }
            }
        } finally {
            lock.unlock();
        }
        if (reason != null) {
            close(reason);
        }
    }

    /** The first exchange. */
    Reply negotiate(Negotiate.Request request) throws IOException {
        return Await.reply(enqueue(Call.plain(request), 0, null));
    }
}
