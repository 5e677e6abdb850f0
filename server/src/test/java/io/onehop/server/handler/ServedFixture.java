package io.onehop.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.TimeSource;
import io.onehop.cluster.state.ShareState;
import io.onehop.server.open.AccessRules;
import io.onehop.server.open.BufferPool;
import io.onehop.server.open.FileIds;
import io.onehop.server.open.OpenRuntime;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.serve.ClientInfo;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.ServedTree;
import io.onehop.volume.Fence;
import io.onehop.volume.VolumeException;
import io.onehop.volume.directory.DirectoryStore;
import io.onehop.volume.directory.Options;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Response;
import io.onehop.wire.smb2.Write;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the host served to clients that a test plays, with a clock that the test moves.
 * Waiting operations go on in the thread that lets them.
 */
final class ServedFixture implements AutoCloseable {
    static final int ALL_SHARED = 7;
    static final int EVERYTHING = AccessMask.FILE_ALL_ACCESS;

    final DirectoryStore store;
    final ServedVolume volume;
    final AtomicInteger lentBuffers = new AtomicInteger();
    private final Clock clock = new Clock();
    private final ConcurrentLinkedQueue<Timed> timers = new ConcurrentLinkedQueue<>();
    private final Dispatcher dispatcher =
            new Dispatcher(
                    new Dispatcher.InformationHandlers(
                            ServedFixture::unexpected,
                            ServedFixture::unexpected,
                            ServedFixture::unexpected,
                            new IoctlHandler()));
    private final AtomicLong sessions = new AtomicLong();

    private record Timed(long at, Runnable task) {}

    private static final class Clock implements TimeSource {
        final AtomicLong nanos = new AtomicLong(1_000_000);

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }
    }

    ServedFixture(Path directory) throws VolumeException {
        this(directory, AccessRules.NONE);
    }

    ServedFixture(Path directory, AccessRules rules) throws VolumeException {
        store = DirectoryStore.open(directory, Fence.OPEN, Options.labelled("fixture"));
        OpenRuntime runtime =
                new OpenRuntime(
                        Runnable::run,
                        (task, delay) -> timers.add(new Timed(clock.nanos() + delay, task)),
                        clock,
                        this::lend,
                        rules);
        volume = new ServedVolume("v1", 1, store, new FileIds(1, 1), runtime);
    }

    private BufferPool.Lent lend(int length) {
        lentBuffers.incrementAndGet();
        return new BufferPool.Lent(ByteBuffer.allocateDirect(length), lentBuffers::decrementAndGet);
    }

    private static Reply unexpected(Request request, RequestContext context) {
        throw new IllegalStateException(request.toString());
    }

    /** Moves the clock and runs what was due until then. */
    void advance(long nanos) {
        long now = clock.nanos.addAndGet(nanos);
        for (Timed each : List.copyOf(timers)) {
            if (each.at <= now && timers.remove(each)) {
                each.task.run();
            }
        }
    }

    Client client() {
        return client(ShareState.Kind.GENERAL);
    }

    Client client(ShareState.Kind kind) {
        return new Client(this, share(kind, ""), Dialect.SMB_3_1_1);
    }

    static ShareState share(ShareState.Kind kind, String directory) {
        return new ShareState("share", "v1", directory, kind, false, false, "", List.of());
    }

    @Override
    public void close() {
        volume.abandon();
    }

    /** A session with one tree connect. */
    static final class Client {
        final ServedFixture fixture;
        final ServedSession session;
        final ServedTree tree;
        final List<Response> breaks = new ArrayList<>();
        boolean connected = true;
        boolean cutOff;

        Client(ServedFixture fixture, ShareState share, Dialect dialect) {
            this.fixture = fixture;
            long id = fixture.sessions.incrementAndGet();
            session =
                    session(
                            id,
                            new Identity("user" + id, "", "S-1-5-21-1-2-3-" + id, Set.of(), false),
                            new ClientInfo(
                                    UUID.randomUUID(),
                                    dialect,
                                    Negotiate.GLOBAL_CAP_DIRECTORY_LEASING,
                                    "127.0.0.1:1",
                                    "c" + id,
                                    "n1"));
            tree = new ServedTree(1, share, fixture.volume, AccessMask.FILE_ALL_ACCESS);
        }

        /** The same machine and user once more, by way of a node. */
        private Client(Client first, String entryNode, long sessionId) {
            fixture = first.fixture;
            ClientInfo info = first.session.client();
            session =
                    session(
                            sessionId,
                            first.session.identity(),
                            new ClientInfo(
                                    info.clientGuid(),
                                    info.dialect(),
                                    info.capabilities(),
                                    info.address(),
                                    info.name(),
                                    entryNode));
            tree =
                    new ServedTree(
                            1, first.tree.share(), fixture.volume, AccessMask.FILE_ALL_ACCESS);
        }

        private ServedSession session(long id, Identity identity, ClientInfo info) {
            return new ServedSession(
                    id,
                    identity,
                    info,
                    new FakeSink(
                            notification -> {
                                breaks.add(notification);
                                return connected;
                            },
                            () -> cutOff = true));
        }

        /** The same machine and user in a new session. */
        Client again() {
            return again("n1");
        }

        Client again(String entryNode) {
            return new Client(this, entryNode, fixture.sessions.incrementAndGet());
        }

        /** The same session of another node, by a new link. */
        Client relayedAnew() {
            return new Client(this, "n1", session.sessionId());
        }

        /** The connection is lost, and the session with it. */
        void disconnect() {
            connected = false;
            fixture.volume.endOf(session);
        }

        Reply send(Request request) {
            return send(request, 0, 0);
        }

        Reply send(Request request, int channelSequence, int flags) {
            Header header =
                    new Header(1, channelSequence, request.command(), 1, flags, 0, 1, 0, 0, 1, 1);
            return fixture.dispatcher.handle(
                    request, new RequestContext(session, tree, header, false));
        }

        /** Tries a request as on a thread that must not block. */
        @Nullable Reply sendAtOnce(Request request) {
            Header header = new Header(1, 0, request.command(), 1, 0, 0, 1, 0, 0, 1, 1);
            return fixture.dispatcher.handleAtOnce(
                    request, new RequestContext(session, tree, header, false));
        }

        Opening opening(String name) {
            return new Opening(this, name);
        }

        /** Opens or makes a file for everything, shared with everybody. */
        FileId open(String name) {
            return opening(name).disposition(Create.FILE_OPEN_IF).id();
        }

        FileId openDirectory(String name) {
            return opening(name)
                    .disposition(Create.FILE_OPEN_IF)
                    .options(Create.FILE_DIRECTORY_FILE)
                    .id();
        }

        NtStatus close(FileId id) {
            return statusOf(send(new Close.Request(0, id)));
        }

        NtStatus write(FileId id, long offset, String text) {
            ByteBuffer data = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            return statusOf(send(new Write.Request(data, offset, id, Read.Channel.NONE, 0)));
        }

        String read(FileId id, long offset, int length) {
            Reply reply = send(new Read.Request(0, 0, length, offset, id, 0, Read.Channel.NONE));
            if (reply instanceof Reply.Success success
                    && success.response() instanceof Read.Response response) {
                String text = StandardCharsets.UTF_8.decode(response.data().duplicate()).toString();
                Runnable release = success.release();
                if (release != null) {
                    release.run();
                }
                return text;
            }
            return statusOf(reply).toString();
        }
    }

    /** A CREATE in the making. */
    static final class Opening {
        private final Client client;
        private final String name;
        private int access = EVERYTHING;
        private int share = ALL_SHARED;
        private int disposition = Create.FILE_OPEN;
        private int options;
        private int attributes;
        private int oplock;
        private int flags;
        private int sequence;
        private final List<CreateContext> contexts = new ArrayList<>();

        Opening(Client client, String name) {
            this.client = client;
            this.name = name;
        }

        Opening access(int value) {
            access = value;
            return this;
        }

        Opening share(int value) {
            share = value;
            return this;
        }

        Opening disposition(int value) {
            disposition = value;
            return this;
        }

        Opening options(int value) {
            options = value;
            return this;
        }

        Opening attributes(int value) {
            attributes = value;
            return this;
        }

        Opening oplock(int value) {
            oplock = value;
            return this;
        }

        /** Of the header. */
        Opening flags(int value) {
            flags = value;
            return this;
        }

        /** ChannelSequence of the header. */
        Opening sequence(int value) {
            sequence = value;
            return this;
        }

        Opening context(CreateContext value) {
            contexts.add(value);
            return this;
        }

        Reply send() {
            return client.send(request(), sequence, flags);
        }

        /** Tries it as on a thread that must not block. */
        @Nullable Reply sendAtOnce() {
            return client.sendAtOnce(request());
        }

        private Create.Request request() {
            return new Create.Request(
                    oplock,
                    Create.IMPERSONATION_IMPERSONATION,
                    access,
                    attributes,
                    share,
                    disposition,
                    options,
                    name,
                    contexts);
        }

        NtStatus status() {
            return statusOf(send());
        }

        Create.Response response() {
            return created(send());
        }

        FileId id() {
            return response().fileId();
        }
    }

    static Create.Response created(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Success.class);
        return (Create.Response) ((Reply.Success) reply).response();
    }

    /** PENDING while it waits. */
    static NtStatus statusOf(Reply reply) {
        return switch (reply) {
            case Reply.Success success -> success.status();
            case Reply.Failure failure -> failure.status();
            case Reply.Encoded encoded -> encoded.status();
            case Reply.Pending pending ->
                    pending.future().isDone()
                            ? statusOf(pending.future().join())
                            : NtStatus.PENDING;
        };
    }

    /** The final reply of a request that waited. */
    static Reply end(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Pending.class);
        Reply.Pending pending = (Reply.Pending) reply;
        assertThat(pending.future()).isDone();
        return pending.future().join();
    }
}
