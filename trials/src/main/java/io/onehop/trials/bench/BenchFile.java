package io.onehop.trials.bench;

import io.onehop.client.connection.Await;
import io.onehop.client.connection.ConnectionProfile;
import io.onehop.client.connection.Credentials;
import io.onehop.client.connection.Reply;
import io.onehop.client.connection.SmbSession;
import io.onehop.client.connection.Tree;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Write;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One file, open over one connection to one address, and measured I/O on it. */
final class BenchFile implements AutoCloseable {
    static final int FILE_BYTES = 64 << 20;

    /**
     * What is written; only read, so that all share it. Direct, as the JDK would copy it to direct
     * memory before each write, and the client is not to be what limits a server.
     */
    private static final ByteBuffer DATA = data();

    private static final int ANSWER_SECONDS = 30;

    /** What a stretch of work came to. */
    record Result(long operations, long bytes, long nanos, long[] latenciesNanos) {}

    private final SmbSession session;
    private final Tree tree;
    private final FileId fileId;

    private BenchFile(SmbSession session, Tree tree, FileId fileId) {
        this.session = session;
        this.tree = tree;
        this.fileId = fileId;
    }

    /** Logs on and opens the file, making it if it is not there. */
    static BenchFile open(InetSocketAddress address, String share, String name) throws IOException {
        return open(
                SmbSession.open(
                        address,
                        new SmbSession.Logon(
                                BenchCluster.SERVER,
                                UUID.randomUUID(),
                                Credentials.of(BenchCluster.USER, BenchCluster.PASSWORD)),
                        ConnectionProfile.DEFAULT),
                share,
                name);
    }

    /** Opens the file over a session, which is the file's from then on. */
    static BenchFile open(SmbSession session, String share, String name) throws IOException {
        boolean done = false;
        try {
            Tree tree = session.connectTree(BenchCluster.SERVER, share, 0);
            Create.Request create =
                    new Create.Request(
                            OplockBreak.LEVEL_NONE,
                            Create.IMPERSONATION_IMPERSONATION,
                            AccessMask.FILE_GENERIC_READ | AccessMask.FILE_GENERIC_WRITE,
                            0,
                            Create.FILE_SHARE_READ | Create.FILE_SHARE_WRITE,
                            Create.FILE_OPEN_IF,
                            Create.FILE_NON_DIRECTORY_FILE,
                            name,
                            List.of());
            Reply reply = Await.reply(session.send(tree, create, 0));
            FileId fileId = reply.body(Create.Response.class, "open " + name).fileId();
            done = true;
            return new BenchFile(session, tree, fileId);
        } finally {
            if (!done) {
                session.close();
            }
        }
    }

    private static ByteBuffer data() {
        byte[] bytes = new byte[1 << 20];
        new SplittableRandom(1).nextBytes(bytes);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Writes the whole file once. */
    void fill() throws IOException {
        for (long at = 0; at < FILE_BYTES; at += DATA.capacity()) {
            Reply reply = Await.reply(session.send(tree, write(at, DATA.capacity()), 1 << 20));
            reply.body(Write.Response.class, "fill");
        }
    }

    /** Reads a few bytes, or finds the file empty: the node serves. */
    void touch() throws IOException {
        Reply reply = Await.reply(session.send(tree, read(0, 4096), 4096));
        if (!reply.status().isSuccess() && !reply.status().equals(NtStatus.END_OF_FILE)) {
            throw new IOException("read: " + reply.status());
        }
    }

    /** Does one thing for a while. */
    Result run(Work work, long nanos) throws IOException, InterruptedException {
        Stretch stretch = new Stretch(work, nanos);
        for (int i = 0; i < work.depth(); i++) {
            stretch.next();
        }
        try {
            return stretch.done.get(
                    TimeUnit.NANOSECONDS.toSeconds(nanos) + ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(work + " failed", e);
        }
    }

    private Read.Request read(long offset, int length) {
        return new Read.Request(0, 0, length, offset, fileId, length, Read.Channel.NONE);
    }

    private Write.Request write(long offset, int length) {
        return new Write.Request(DATA.slice(0, length), offset, fileId, Read.Channel.NONE, 0);
    }

    /** Keeps the depth of the work on its way: every answer sends the next request. */
    private final class Stretch {
        private final Work work;
        private final SplittableRandom random = new SplittableRandom(7);
        private final int places;
        private final long began = System.nanoTime();
        private final long end;
        private final CompletableFuture<Result> done = new CompletableFuture<>();
        private long[] latencies = new long[1024];
        private int operations;
        private int begun;
        private int underWay;

        Stretch(Work work, long nanos) {
            this.work = work;
            this.places = FILE_BYTES / work.bytes();
            this.end = began + nanos;
        }

        synchronized void next() {
            int place = work.random() ? random.nextInt(places) : begun % places;
            long offset = (long) place * work.bytes();
            begun++;
            underWay++;
            Request request =
                    work.write() ? write(offset, work.bytes()) : read(offset, work.bytes());
            long sent = System.nanoTime();
            var _ =
                    session.send(tree, request, work.bytes())
                            .whenComplete((reply, failure) -> answered(sent, reply, failure));
        }

        private synchronized void answered(
                long sent, @Nullable Reply reply, @Nullable Throwable failure) {
            long now = System.nanoTime();
            underWay--;
            if (reply == null) {
                done.completeExceptionally(
                        failure == null ? new IllegalStateException("no answer") : failure);
                return;
            }
            if (!reply.status().isSuccess()) {
                done.completeExceptionally(new IOException(work + ": " + reply.status()));
                return;
            }
            if (operations == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * operations);
            }
            latencies[operations++] = now - sent;
            if (now - end < 0) {
                next();
            } else if (underWay == 0) {
                long[] all = Arrays.copyOf(latencies, operations);
                done.complete(
                        new Result(operations, (long) operations * work.bytes(), now - began, all));
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
