package io.onehop.server;

import io.onehop.cluster.state.ShareState;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestMessage;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.SessionBackend;
import io.onehop.server.serve.TreeBackend;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OpenInformation;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.SetInfo;
import io.onehop.wire.smb2.Write;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Backends that know opens and nothing else. A CREATE of "missing" fails, of "slow" waits until
 * {@link #finishSlow}; CHANGE_NOTIFY and LOCK wait until they are cancelled; READ gives bytes of
 * the value 7.
 */
public final class FakeBackends implements SessionBackend.Factory {
    private static final OpenInformation ARCHIVE = new OpenInformation(0, 0, 0, 0, 0, 0, 0x20);

    public final List<ServedSession> sessions = new CopyOnWriteArrayList<>();
    public final AtomicInteger closedSessions = new AtomicInteger();
    public final AtomicInteger closedTrees = new AtomicInteger();
    public final AtomicInteger cancelled = new AtomicInteger();
    public final AtomicInteger released = new AtomicInteger();

    /** Most READ payloads that were lent and not given back. */
    public final AtomicInteger mostLent = new AtomicInteger();

    /** When what ended sessions had open is closed. */
    public volatile CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);

    private final AtomicInteger lent = new AtomicInteger();
    public final Set<FileId> open = ConcurrentHashMap.newKeySet();
    public final ConcurrentLinkedQueue<Request> seen = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<CompletableFuture<Reply>> slow =
            new ConcurrentLinkedQueue<>();
    private final AtomicLong lastId = new AtomicLong(100);

    @Override
    public SessionBackend open(ServedSession session) {
        sessions.add(session);
        return new SessionBackend() {
            @Override
            public TreeBackend connect(int treeId, ShareState share, int maximalAccess) {
                return new Tree();
            }

            @Override
            public void become(Identity identity) {
                session.become(identity);
            }

            @Override
            public CompletableFuture<Void> close() {
                closedSessions.incrementAndGet();
                return closing;
            }
        };
    }

    /** Ends all that waits in CREATEs of "slow". */
    public void finishSlow() {
        for (CompletableFuture<Reply> f = slow.poll(); f != null; f = slow.poll()) {
            f.complete(created(Create.FILE_CREATED, 0));
        }
    }

    public boolean somethingIsSlow() {
        return !slow.isEmpty();
    }

    private Reply created(int action, int oplock) {
        long number = lastId.incrementAndGet();
        FileId id = new FileId(number, -number);
        open.add(id);
        return Reply.of(
                new Create.Response(
                        oplock == 0xFF ? 0 : oplock, 0, action, ARCHIVE, id, List.of()));
    }

    private Reply waiting(CompletableFuture<Reply> future) {
        return new Reply.Pending(
                future,
                () -> {
                    cancelled.incrementAndGet();
                    future.complete(Reply.of(NtStatus.CANCELLED));
                });
    }

    private final class Tree implements TreeBackend {
        @Override
        public void execute(RequestMessage message, Consumer<Reply> sink) {
            try {
                WireReader in = new WireReader(message.bytes());
                in.seek(Header.LENGTH);
                Request request = Request.decode(message.header(), in);
                seen.add(request);
                sink.accept(reply(request));
            } catch (MalformedMessageException e) {
                sink.accept(Reply.of(NtStatus.INVALID_PARAMETER));
            }
        }

        private Reply reply(Request request) {
            return switch (request) {
                case Create.Request create when create.name().equals("missing") ->
                        Reply.of(NtStatus.OBJECT_NAME_NOT_FOUND);
                case Create.Request create when create.name().equals("slow") -> {
                    CompletableFuture<Reply> future = new CompletableFuture<>();
                    slow.add(future);
                    yield waiting(future);
                }
                case Create.Request create ->
                        created(
                                create.createDisposition() == Create.FILE_OPEN ? 1 : 2,
                                create.requestedOplockLevel());
                case Close.Request close ->
                        open.remove(close.fileId())
                                ? Reply.of(new Close.Response(0, OpenInformation.NONE))
                                : Reply.of(NtStatus.FILE_CLOSED);
                case Flush.Request flush -> on(flush.fileId(), new Flush.Response());
                case Read.Request read -> read(read);
                case Write.Request write ->
                        on(write.fileId(), new Write.Response(write.data().remaining()));
                case ChangeNotify.Request notify -> waiting(new CompletableFuture<>());
                case Lock.Request lock -> waiting(new CompletableFuture<>());
                case QueryInfo.Request query ->
                        on(
                                query.fileId(),
                                new QueryInfo.Response(
                                        ByteBuffer.allocate(
                                                query.selector().fileInfoClass() == 14 ? 8 : 104)));
                case SetInfo.Request set -> on(set.fileId(), new SetInfo.Response());
                default -> Reply.of(NtStatus.NOT_SUPPORTED);
            };
        }

        private Reply on(FileId id, io.onehop.wire.smb2.Response response) {
            return open.contains(id) ? Reply.of(response) : Reply.of(NtStatus.FILE_CLOSED);
        }

        private Reply read(Read.Request read) {
            if (!open.contains(read.fileId())) {
                return Reply.of(NtStatus.FILE_CLOSED);
            }
            mostLent.accumulateAndGet(lent.incrementAndGet(), Math::max);
            ByteBuffer data = ByteBuffer.allocateDirect((int) read.length());
            while (data.hasRemaining()) {
                data.put((byte) 7);
            }
            return new Reply.Success(
                    NtStatus.SUCCESS,
                    new Read.Response(data.flip()),
                    () -> {
                        lent.decrementAndGet();
                        released.incrementAndGet();
                    });
        }

        @Override
        public void close() {
            closedTrees.incrementAndGet();
        }
    }
}
