package io.onehop.client;

import io.onehop.client.Operations.Answer;
import io.onehop.client.Operations.Sender;
import io.onehop.client.Operations.Sent;
import io.onehop.client.Operations.Task;
import io.onehop.client.move.Doubt;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * An open file. It stays open when its share moves: it is then opened again by name, and fails if
 * another file has the name. Any number of threads may use it; what they do to the same bytes at
 * the same time has no order.
 */
public final class RemoteFile implements AutoCloseable {
    /** Requests of one call that are on their way together. */
    private static final int DEPTH = 8;

    private final ShareContext context;
    private final Reopener reopener;
    private final OpenMode mode;

    /** Acknowledged, but not yet flushed. */
    private final AtomicLong unflushedBytes = new AtomicLong();

    RemoteFile(ShareContext context, Reopener reopener, OpenMode mode) {
        this.context = context;
        this.reopener = reopener;
        this.mode = mode;
        reopener.beforeLoss(() -> unflushedBytes.get() > 0);
    }

    /** Opens a file. */
    static RemoteFile open(ShareContext context, String path, OpenMode mode) throws IOException {
        boolean creates = mode.disposition() == Create.FILE_CREATE;
        Task task =
                new Task(
                        "open " + path,
                        creates ? Doubt.Operation.CREATE_NEW : Doubt.Operation.OPEN,
                        link -> {
                            Create.Request request =
                                    Reopener.request(path, mode, mode.disposition());
                            return new Sent(
                                    request, link.session.send(link.tree, request, 0), null);
                        });
        Answer answer = context.operations().run(task);
        if (answer.repeated()
                && creates
                && answer.reply().status().equals(NtStatus.OBJECT_NAME_COLLISION)) {
            throw new InDoubtException(
                    "create " + path + " is in doubt: the name exists, made by us or by another");
        }
        Create.Response created = answer.reply().body(Create.Response.class, "open " + path);
        Reopener reopener = new Reopener(context.engine(), path, mode);
        reopener.opened(answer.link(), created);
        RemoteFile file = new RemoteFile(context, reopener, mode);
        context.engine().opened(reopener);
        return file;
    }

    /** From the share's root, with slashes. */
    public String path() {
        return reopener.path();
    }

    /** As it was when the file was opened. */
    public FileEntry entry() {
        return reopener.entry();
    }

    /**
     * Reads from an offset until the buffer is full or the file ends.
     *
     * @return the bytes read, or -1 at the end of the file
     */
    public int read(long offset, ByteBuffer target) throws IOException {
        int wanted = target.remaining();
        if (wanted == 0) {
            return 0;
        }
        int start = target.position();
        int chunk = context.readBytes();
        Deque<Piece> pieces = new ArrayDeque<>();
        int begun = 0;
        int done = 0;
        boolean ended = false;
        while (!pieces.isEmpty() || (begun < wanted && !ended)) {
            while (begun < wanted && !ended && pieces.size() < DEPTH) {
                int length = Math.min(chunk, wanted - begun);
                pieces.add(new Piece(begun, length, startRead(offset + begun, length)));
                begun += length;
            }
            Piece piece = pieces.remove();
            int got = finishRead(piece, offset, target, start);
            if (!ended) {
                done = piece.at + got;
                ended = got < piece.length;
            }
        }
        target.position(start + done);
        context.read(done);
        return done == 0 ? -1 : done;
    }

    private record Piece(int at, int length, Operations.Running running) {}

    private Operations.Running startRead(long offset, int length) throws IOException {
        return context.operations()
                .start(
                        new Task(
                                "read " + path() + " at " + offset,
                                Doubt.Operation.READ,
                                sender(
                                        (link, handle) ->
                                                new Read.Request(
                                                        Read.RESPONSE_DATA_OFFSET,
                                                        0,
                                                        Math.min(length, link.session.readBytes()),
                                                        offset,
                                                        handle.id,
                                                        0,
                                                        Read.Channel.NONE))));
    }

    /** Takes one piece whole, with more requests if a connection could not carry it in one. */
    private int finishRead(Piece piece, long offset, ByteBuffer target, int start)
            throws IOException {
        int got = 0;
        Operations.Running running = piece.running;
        while (true) {
            Answer answer = running.finish();
            if (answer.reply().status().equals(NtStatus.END_OF_FILE)) {
                return got;
            }
            Read.Response response = answer.reply().body(Read.Response.class, "read " + path());
            ByteBuffer data = response.data();
            int count = data.remaining();
            if (count > piece.length - got) {
                throw new IOException("more data than was asked for, of " + path());
            }
            target.put(start + piece.at + got, data, data.position(), count);
            got += count;
            if (count == 0 || got == piece.length) {
                return got;
            }
            running = startRead(offset + piece.at + got, piece.length - got);
        }
    }

    /**
     * Writes all that remains in the buffer, which must not change meanwhile. When this returns,
     * the server has it; whether it survives the server's node is for {@link #flush} to say.
     *
     * @throws InDoubtException if a part was sent, never answered, and others could write too
     *     ({@link OpenMode#isExclusive})
     */
    public void write(long offset, ByteBuffer source) throws IOException {
        int start = source.position();
        int total = source.remaining();
        int chunk = context.writeBytes();
        Deque<Piece> pieces = new ArrayDeque<>();
        int begun = 0;
        while (begun < total || !pieces.isEmpty()) {
            while (begun < total && pieces.size() < DEPTH) {
                int length = Math.min(chunk, total - begun);
                ByteBuffer data = source.slice(start + begun, length);
                pieces.add(new Piece(begun, length, startWrite(offset + begun, data)));
                begun += length;
            }
            Piece piece = pieces.remove();
            finishWrite(piece, offset, source.slice(start + piece.at, piece.length));
        }
        source.position(start + total);
    }

    private Operations.Running startWrite(long offset, ByteBuffer data) throws IOException {
        Doubt.Operation operation =
                mode.isExclusive() ? Doubt.Operation.EXCLUSIVE_WRITE : Doubt.Operation.SHARED_WRITE;
        return context.operations()
                .start(
                        new Task(
                                "write " + path() + " at " + offset,
                                operation,
                                sender(
                                        (link, handle) -> {
                                            int most = link.session.writeBytes();
                                            int length = Math.min(most, data.remaining());
                                            return new Write.Request(
                                                    data.slice(0, length),
                                                    offset,
                                                    handle.id,
                                                    Read.Channel.NONE,
                                                    0);
                                        })));
    }

    private void finishWrite(Piece piece, long offset, ByteBuffer data) throws IOException {
        int written = 0;
        Operations.Running running = piece.running;
        while (true) {
            Write.Response response =
                    running.finish().reply().body(Write.Response.class, "write " + path());
            int count = (int) Math.min(response.count(), data.remaining() - written);
            if (count <= 0 && data.hasRemaining()) {
                throw new IOException("nothing was written to " + path());
            }
            written += count;
            context.written(count);
            if (!mode.has(Create.FILE_WRITE_THROUGH)) {
                unflushedBytes.addAndGet(count);
            }
            if (written == data.remaining()) {
                return;
            }
            ByteBuffer rest = data.slice(written, data.remaining() - written);
            running = startWrite(offset + piece.at + written, rest);
        }
    }

    /**
     * Brings everything written to stable storage.
     *
     * @throws InDoubtException if the node that took some of it was lost before a flush: then that
     *     may be gone, and has to be read and compared, or written again. Thrown once for each loss
     */
    public void flush() throws IOException {
        reportLoss();
        long covered = unflushedBytes.get();
        run("flush", Doubt.Operation.FLUSH, handle -> new Flush.Request(handle.id))
                .reply()
                .body(Flush.Response.class, "flush " + path());
        reportLoss();
        unflushedBytes.addAndGet(-covered);
    }

    private void reportLoss() throws InDoubtException {
        if (reopener.takeLoss()) {
            long bytes = unflushedBytes.getAndSet(0);
            throw new InDoubtException(
                    "flush "
                            + path()
                            + " is in doubt: the node that took up to "
                            + bytes
                            + " bytes was lost before they were flushed");
        }
    }

    /** The size in bytes. */
    public long size() throws IOException {
        return context.info().size(this);
    }

    /** Cuts the file or lengthens it with zeros. */
    public void resize(long sizeBytes) throws IOException {
        context.info().resize(this, sizeBytes);
    }

    /** Sets the time of the last write, which this handle's writes do not change any more. */
    public void setModified(Instant when) throws IOException {
        context.info().setModified(this, when);
    }

    /**
     * Closes the file, if it is still open at the server. Does not flush. What was lost is not
     * reported here.
     *
     * @throws io.onehop.client.connection.StatusException if the server reports an error in closing
     */
    @Override
    public void close() throws IOException {
        closeAndTell();
    }

    /** Closes; whether the server answered that it did so. */
    boolean closeAndTell() throws IOException {
        context.engine().closed(reopener);
        Handle handle = reopener.close();
        Link link = context.engine().link();
        if (handle == null || link == null || link.generation != handle.generation || link.dead) {
            return false;
        }
        return Reopener.awaitClosed(
                link.session.send(link.tree, new Close.Request(0, handle.id), 0), path());
    }

    boolean isExclusive() {
        return mode.isExclusive();
    }

    Reopener reopener() {
        return reopener;
    }

    /** Runs one request on the file's handle. */
    Answer run(String what, Doubt.Operation operation, Function<Handle, Request> request)
            throws IOException {
        Sender sender = sender((link, handle) -> request.apply(handle));
        return context.operations().run(new Task(what + " " + path(), operation, sender));
    }

    /** Makes a request for a handle at a connection. */
    @FunctionalInterface
    interface RequestOf {
        Request of(Link link, Handle handle);
    }

    Sender sender(RequestOf request) {
        return link -> {
            Handle handle = reopener.handleOn(link);
            Request made = request.of(link, handle);
            int bytes = 0;
            if (made instanceof Read.Request read) {
                bytes = (int) read.length();
            } else if (made instanceof Write.Request write) {
                bytes = write.data().remaining();
            }
            return new Sent(made, link.session.send(link.tree, made, bytes), handle);
        };
    }
}
