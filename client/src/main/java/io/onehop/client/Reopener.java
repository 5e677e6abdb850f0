package io.onehop.client;

import io.onehop.client.connection.Await;
import io.onehop.client.connection.ConnectionLostException;
import io.onehop.client.connection.Reply;
import io.onehop.client.connection.StatusException;
import io.onehop.client.move.Doubt;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handle of one file, at whatever connection its share has. A lost one is replaced by opening
 * the name again, with disposition OPEN and the same access; the file's id must be the same.
 * Operations and the mover use it at once; a lock orders them.
 */
final class Reopener {
    private static final Logger LOG = LoggerFactory.getLogger(Reopener.class);

    private final ShareEngine engine;
    private final OpenMode mode;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile String path;
    private volatile @Nullable Handle handle;
    private volatile @Nullable FileEntry entry;
    private volatile @Nullable IOException failure;
    private volatile boolean closed;
    private BooleanSupplier unflushed = () -> false;
    private volatile boolean lossToReport;
    private long fileId;
    private boolean identified;
    private @Nullable CompletableFuture<Reply> retiring;

    Reopener(ShareEngine engine, String path, OpenMode mode) {
        this.engine = engine;
        this.path = path;
        this.mode = mode;
    }

    static Create.Request request(String path, OpenMode mode, int disposition) {
        return new Create.Request(
                OplockBreak.LEVEL_NONE,
                Create.IMPERSONATION_IMPERSONATION,
                mode.access(),
                0,
                mode.share(),
                disposition,
                mode.options(),
                Paths.wire(path),
                List.of(new CreateContext.QueryOnDiskIdRequest()));
    }

    String path() {
        return path;
    }

    FileEntry entry() {
        FileEntry known = entry;
        if (known == null) {
            throw new IllegalStateException(path + " was never opened");
        }
        return known;
    }

    /** The id by which the file is known again. */
    long fileId() {
        return fileId;
    }

    /** Says whether there is something to lose with a handle. */
    void beforeLoss(BooleanSupplier somethingUnflushed) {
        unflushed = somethingUnflushed;
    }

    /** Whether unflushed bytes went with a lost handle; tells it once. */
    boolean takeLoss() {
        boolean told = lossToReport;
        lossToReport = false;
        return told;
    }

    /** The first open succeeded. */
    void opened(Link link, Create.Response created) throws IOException {
        entry = FileEntry.of(path, created.information());
        Handle first = new Handle(link.generation, created.fileId());
        handle = first;
        try {
            fileId = identify(link, created);
            identified = true;
        } catch (ConnectionLostException e) {
            // Moved at once: the file is known by whatever has its name then.
            LOG.debug("{} could not be identified", path, e);
            first.lose();
        }
    }

    /**
     * The handle at a connection; opens the file there if it must. Blocks while its owner is away.
     */
    Handle handleOn(Link link) throws IOException {
        Handle known = handle;
        if (known != null && known.generation == link.generation && !known.isLost()) {
            return known;
        }
        lock.lock();
        try {
            long deadline = System.nanoTime() + engine.moveNanos();
            long started = System.nanoTime();
            for (int attempt = 0; ; attempt++) {
                check();
                Handle now = handle;
                if (now != null && now.generation == link.generation && !now.isLost()) {
                    return now;
                }
                if (link.dead) {
                    throw new ConnectionLostException("the share moves", false);
                }
                Reply reply =
                        Await.reply(
                                link.session.send(
                                        link.tree, request(path, mode, Create.FILE_OPEN), 0));
                if (reply.status().isSuccess()) {
                    boolean sameNode = now != null && now.generation == link.generation;
                    Handle fresh = install(link, reply);
                    if (sameNode) {
                        engine.waited(started);
                        engine.handleRecovered(link);
                    }
                    return fresh;
                }
                if (Doubt.loss(reply.status()) == Doubt.Loss.SESSION) {
                    throw new ConnectionLostException(
                            "open " + path + ": " + reply.status(), false);
                }
                if (!Doubt.passes(reply.status()) || System.nanoTime() - deadline > 0) {
                    throw failed(new StatusException(reply.status(), "open " + path + " again"));
                }
                engine.backOff(attempt);
            }
        } finally {
            lock.unlock();
        }
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException(path + " is closed");
        }
        IOException known = failure;
        if (known != null) {
            throw new IOException(path + " was lost in a move: " + known.getMessage(), known);
        }
    }

    private IOException failed(IOException why) {
        if (!(why instanceof StatusException status && Doubt.passes(status.status()))) {
            failure = why;
        }
        return why;
    }

    private Handle install(Link link, Reply reply) throws IOException {
        Create.Response created = reply.body(Create.Response.class, "open " + path + " again");
        long id = identify(link, created);
        if (identified && id != fileId) {
            link.session.send(link.tree, new Close.Request(0, created.fileId()), 0);
            throw failed(new IOException(path + " is another file now"));
        }
        fileId = id;
        identified = true;
        noteLoss();
        Handle fresh = new Handle(link.generation, created.fileId());
        handle = fresh;
        if (closed) {
            // Closed while it was opened again: nobody else will close it.
            link.session.send(link.tree, new Close.Request(0, fresh.id), 0);
        }
        return fresh;
    }

    /** A handle that we did not close ourselves took with it what was not flushed. */
    private void noteLoss() {
        if (retiring == null && unflushed.getAsBoolean()) {
            lossToReport = true;
        }
        retiring = null;
    }

    private long identify(Link link, Create.Response created) throws IOException {
        for (CreateContext context : created.contexts()) {
            if (context instanceof CreateContext.QueryOnDiskIdResponse known) {
                return known.diskFileId();
            }
        }
        Reply reply =
                Await.reply(link.session.send(link.tree, FileInfo.idQuery(created.fileId()), 0));
        return FileInfo.id(reply, path);
    }

    // For the mover, while no operation is let through.

    /** Sends the close of the handle at a connection that is left in peace. */
    void retire(Link old) {
        lock.lock();
        try {
            Handle known = handle;
            if (known != null && known.generation == old.generation && !known.isLost()) {
                retiring = old.session.send(old.tree, new Close.Request(0, known.id), 0);
                known.lose();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the answer to {@link #retire}; without one, the handle counts as lost. */
    void awaitRetired(long endNanos) {
        CompletableFuture<Reply> closing = retiring;
        if (closing == null) {
            return;
        }
        boolean answered = false;
        try {
            long left = Math.max(0, endNanos - System.nanoTime());
            answered = closing.get(left, TimeUnit.NANOSECONDS).status().isSuccess();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("closing {} before a move", path, e);
        }
        if (!answered) {
            retiring = null;
        }
    }

    /** The connection was dropped. */
    void dropped(Link old) {
        Handle known = handle;
        if (known != null && known.generation == old.generation) {
            known.lose();
        }
    }

    /** An attempt to open the file at another connection. */
    final class Reopening {
        private final Link link;
        private final @Nullable CompletableFuture<Reply> sent;

        private Reopening(Link link, @Nullable CompletableFuture<Reply> sent) {
            this.link = link;
            this.sent = sent;
        }

        /** Waits; true if it is worth trying again soon. */
        boolean isBlocked() {
            if (sent == null) {
                return false;
            }
            try {
                Reply reply = Await.reply(sent);
                if (reply.status().isSuccess()) {
                    install(link, reply);
                    return false;
                }
                if (Doubt.passes(reply.status())) {
                    return true;
                }
                failed(new StatusException(reply.status(), "open " + path + " again"));
                return false;
            } catch (ConnectionLostException e) {
                // The connection's end is an event of its own.
                LOG.debug("{} not opened again", path, e);
                return false;
            } catch (IOException e) {
                failed(e);
                return false;
            }
        }
    }

    Reopening beginReopening(Link link) {
        Handle known = handle;
        boolean fine = known != null && known.generation == link.generation && !known.isLost();
        if (fine || closed || failure != null) {
            return new Reopening(link, null);
        }
        Create.Request request = request(path, mode, Create.FILE_OPEN);
        return new Reopening(link, link.session.send(link.tree, request, 0));
    }

    /** No more handles from now on; gives the one to close, if there is one. */
    @Nullable Handle close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            Handle last = handle;
            return first && last != null && !last.isLost() ? last : null;
        } finally {
            lock.unlock();
        }
    }

    /** The file has another name. */
    void renamed(String newPath) {
        path = newPath;
    }

    /**
     * Whether the server answered a close; one that is in doubt is done by the connection's end.
     */
    static boolean awaitClosed(CompletableFuture<Reply> closing, String path) throws IOException {
        try {
            Reply reply = Await.reply(closing);
            NtStatus status = reply.status();
            if (Doubt.loss(status) != Doubt.Loss.NONE) {
                return false;
            }
            reply.body(Close.Response.class, "close " + path);
            return true;
        } catch (ConnectionLostException e) {
            LOG.debug("closing {}", path, e);
            return false;
        }
    }
}
