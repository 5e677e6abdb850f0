package io.onehop.trials.bench;

import io.onehop.client.connection.Await;
import io.onehop.client.connection.Reply;
import io.onehop.client.connection.SmbSession;
import io.onehop.client.connection.Tree;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.QueryDirectory;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** What a client does with many files and names, over one session, a few at a time. */
final class SmallFiles {
    private static final int AT_A_TIME = 8;
    private static final int FILE_BYTES = 4096;
    private static final int LIST_BYTES = 1 << 20;
    private static final int BOTH_DIRECTORY_INFORMATION = 0x25;
    private static final int ALL_SHARED = 7;

    /** One thing done with one name. */
    @FunctionalInterface
    interface Step {
        void run(SmallFiles files, String name) throws IOException;
    }

    private final SmbSession session;
    private final Tree tree;

    SmallFiles(SmbSession session, Tree tree) {
        this.session = session;
        this.tree = tree;
    }

    /** Does a step with each of {@code count} names of a folder. */
    void each(String folder, int count, Step step) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < AT_A_TIME; i++) {
            FutureTask<Boolean> worker =
                    new FutureTask<>(
                            () -> {
                                int at = next.getAndIncrement();
                                while (at < count) {
                                    step.run(this, folder + "\\file" + at + ".dat");
                                    at = next.getAndIncrement();
                                }
                                return true;
                            });
            workers.add(worker);
            Thread.ofVirtual().start(worker);
        }
        for (Future<?> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                throw new IOException("a step failed", e.getCause());
            }
        }
    }

    void makeFolder(String name) throws IOException {
        close(
                open(
                        name,
                        AccessMask.FILE_READ_ATTRIBUTES,
                        Create.FILE_OPEN_IF,
                        Create.FILE_DIRECTORY_FILE));
    }

    void write(String name) throws IOException {
        FileId id =
                open(
                        name,
                        AccessMask.FILE_GENERIC_WRITE,
                        Create.FILE_CREATE,
                        Create.FILE_NON_DIRECTORY_FILE);
        send(
                new Write.Request(ByteBuffer.allocate(FILE_BYTES), 0, id, Read.Channel.NONE, 0),
                FILE_BYTES);
        close(id);
    }

    void stat(String name) throws IOException {
        close(open(name, AccessMask.FILE_READ_ATTRIBUTES, Create.FILE_OPEN, 0));
    }

    /** Opens a file and leaves it open. */
    void openToRead(String name) throws IOException {
        open(name, AccessMask.FILE_GENERIC_READ, Create.FILE_OPEN, 0);
    }

    void remove(String name) throws IOException {
        close(
                open(
                        name,
                        AccessMask.DELETE,
                        Create.FILE_OPEN,
                        Create.FILE_NON_DIRECTORY_FILE | Create.FILE_DELETE_ON_CLOSE));
    }

    /** Lists a folder; returns the bytes of all entries. */
    long list(String name) throws IOException {
        FileId id =
                open(
                        name,
                        AccessMask.FILE_LIST_DIRECTORY,
                        Create.FILE_OPEN,
                        Create.FILE_DIRECTORY_FILE);
        long bytes = 0;
        while (true) {
            Reply reply =
                    send(
                            new QueryDirectory.Request(
                                    BOTH_DIRECTORY_INFORMATION, 0, 0, id, "*", LIST_BYTES),
                            LIST_BYTES);
            if (reply.status().equals(NtStatus.NO_MORE_FILES)) {
                break;
            }
            bytes +=
                    reply.body(QueryDirectory.Response.class, "list " + name)
                            .outputBuffer()
                            .remaining();
        }
        close(id);
        return bytes;
    }

    private FileId open(String name, int access, int disposition, int options) throws IOException {
        Create.Request request =
                new Create.Request(
                        OplockBreak.LEVEL_NONE,
                        Create.IMPERSONATION_IMPERSONATION,
                        access,
                        0,
                        ALL_SHARED,
                        disposition,
                        options,
                        name,
                        List.of());
        return Await.reply(session.send(tree, request, 0))
                .body(Create.Response.class, "open " + name)
                .fileId();
    }

    private void close(FileId id) throws IOException {
        send(new Close.Request(0, id), 0);
    }

    private Reply send(Request request, int bytes) throws IOException {
        Reply reply = Await.reply(session.send(tree, request, bytes));
        if (!reply.status().isSuccess() && !reply.status().equals(NtStatus.NO_MORE_FILES)) {
            throw new IOException(request.command() + ": " + reply.status());
        }
        return reply;
    }
}
