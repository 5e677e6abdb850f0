package io.onehop.client;

import io.onehop.client.connection.Credentials;
import io.onehop.client.connection.SmbSession;
import io.onehop.client.connection.StatusException;
import io.onehop.client.move.Doubt;
import io.onehop.client.witness.WitnessWatcher;
import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.TreeConnect;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connected share. Paths are relative to its root, with slashes or backslashes. Operations wait
 * while the share moves, for as long as {@link ClientOptions#moveMillis} at most.
 *
 * <p>Thread safe. Failures: {@link StatusException} if the server refuses, {@link InDoubtException}
 * and {@link UnavailableException} as they say.
 */
public final class Share implements AutoCloseable {
    private static final int SHARE_ALL =
            Create.FILE_SHARE_READ | Create.FILE_SHARE_WRITE | Create.FILE_SHARE_DELETE;
    private static final OpenMode LOOK =
            new OpenMode(
                    AccessMask.FILE_READ_ATTRIBUTES | AccessMask.SYNCHRONIZE,
                    SHARE_ALL,
                    Create.FILE_OPEN,
                    Create.FILE_OPEN_REPARSE_POINT);
    private static final OpenMode LIST =
            new OpenMode(
                    AccessMask.FILE_LIST_DIRECTORY
                            | AccessMask.FILE_READ_ATTRIBUTES
                            | AccessMask.SYNCHRONIZE,
                    SHARE_ALL,
                    Create.FILE_OPEN,
                    Create.FILE_DIRECTORY_FILE);
    private static final OpenMode CHANGE =
            new OpenMode(
                    AccessMask.DELETE | AccessMask.FILE_READ_ATTRIBUTES | AccessMask.SYNCHRONIZE,
                    SHARE_ALL,
                    Create.FILE_OPEN,
                    Create.FILE_OPEN_REPARSE_POINT);
    private static final OpenMode MAKE_DIRECTORY =
            new OpenMode(
                    AccessMask.FILE_READ_ATTRIBUTES | AccessMask.SYNCHRONIZE,
                    SHARE_ALL,
                    Create.FILE_CREATE,
                    Create.FILE_DIRECTORY_FILE);
    private static final int MOST_ATTEMPTS = 5;

    private final String name;
    private final ShareEngine engine;
    private final ShareContext context;
    private volatile boolean closed;

    private Share(String name, ShareEngine engine) {
        this.name = name;
        this.engine = engine;
        this.context = new ShareContext(engine);
    }

    static Share connect(
            ServerAddress server,
            String name,
            Credentials credentials,
            ClientOptions options,
            Consumer<MoveEvent> moves)
            throws IOException {
        ShareEngine engine =
                new ShareEngine(new ShareEngine.Setup(server, name, credentials, options, moves));
        Share share = new Share(name, engine);
        boolean served = false;
        try {
            engine.awaitServed();
            served = true;
            return share;
        } finally {
            if (!served) {
                share.close();
            }
        }
    }

    public String name() {
        return name;
    }

    /**
     * Opens a file. In doubt, a {@link OpenMode#CREATE_NEW} that then finds the name taken is
     * reported.
     */
    public RemoteFile open(String path, OpenMode mode) throws IOException {
        return RemoteFile.open(context, Paths.clean(path), mode);
    }

    /** All entries of a directory, sorted by name; the root is an empty path. */
    public List<FileEntry> list(String directory) throws IOException {
        try (RemoteFile opened = open(directory, LIST)) {
            List<FileEntry> all = new DirectoryReader(opened).readAll();
            all.sort(Comparator.comparing(FileEntry::path));
            return all;
        }
    }

    /** What is known about a file or directory. */
    public FileEntry stat(String path) throws IOException {
        try (RemoteFile opened = open(path, LOOK)) {
            return opened.entry();
        }
    }

    /** The entry of a path, or null if there is none. */
    public @Nullable FileEntry find(String path) throws IOException {
        try {
            return stat(path);
        } catch (StatusException e) {
            if (isMissing(e.status())) {
                return null;
            }
            throw e;
        }
    }

    public boolean exists(String path) throws IOException {
        return find(path) != null;
    }

    private static boolean isMissing(NtStatus status) {
        return status.equals(NtStatus.OBJECT_NAME_NOT_FOUND)
                || status.equals(NtStatus.OBJECT_PATH_NOT_FOUND)
                || status.equals(NtStatus.NO_SUCH_FILE);
    }

    /**
     * Makes a directory, which must not be there. In doubt it is made again, and one that is there
     * then counts as ours, though another may have made it.
     */
    public void makeDirectory(String path) throws IOException {
        String clean = Paths.clean(path);
        Create.Request request = Reopener.request(clean, MAKE_DIRECTORY, Create.FILE_CREATE);
        Operations.Answer answer =
                context.operations()
                        .run(
                                new Operations.Task(
                                        "make directory " + clean,
                                        Doubt.Operation.MAKE_DIRECTORY,
                                        link ->
                                                new Operations.Sent(
                                                        request,
                                                        link.session.send(link.tree, request, 0),
                                                        null)));
        if (answer.repeated()
                && answer.reply().status().equals(NtStatus.OBJECT_NAME_COLLISION)
                && stat(clean).isDirectory()) {
            return;
        }
        Create.Response made =
                answer.reply().body(Create.Response.class, "make directory " + clean);
        Link link = answer.link();
        Reopener.awaitClosed(
                link.session.send(link.tree, new Close.Request(0, made.fileId()), 0), clean);
    }

    /** Makes a directory and those above it, as far as they are missing. */
    public void makeDirectories(String path) throws IOException {
        String clean = Paths.clean(path);
        FileEntry known = clean.isEmpty() ? null : find(clean);
        if (clean.isEmpty() || (known != null && known.isDirectory())) {
            return;
        }
        makeDirectories(Paths.parent(clean));
        try {
            makeDirectory(clean);
        } catch (StatusException e) {
            if (!e.status().equals(NtStatus.OBJECT_NAME_COLLISION) || !stat(clean).isDirectory()) {
                throw e;
            }
        }
    }

    /**
     * Deletes a file or an empty directory. In doubt it is deleted again, and a name that is gone
     * then counts as deleted by us.
     */
    public void delete(String path) throws IOException {
        String clean = Paths.clean(path);
        boolean doubtful = false;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try (RemoteFile file = open(clean, CHANGE)) {
                context.info().delete(file);
                if (file.closeAndTell()) {
                    return;
                }
                doubtful = true;
            } catch (StatusException e) {
                if (isMissing(e.status()) && doubtful) {
                    return;
                }
                if (e.status().equals(NtStatus.DELETE_PENDING) && doubtful) {
                    engine.backOff(attempt);
                    continue;
                }
                throw e;
            }
        }
        throw new InDoubtException("delete " + clean + " is in doubt");
    }

    /** Deletes a directory with all that is in it, or a file. */
    public void deleteTree(String path) throws IOException {
        FileEntry entry = stat(path);
        if (entry.isDirectory()) {
            for (FileEntry each : list(entry.path())) {
                deleteTree(each.path());
            }
        }
        if (!entry.path().isEmpty()) {
            delete(entry.path());
        }
    }

    /**
     * Gives a file or directory another name. In doubt, the new name is looked at: if it belongs to
     * the same file, by its id, the renaming was done.
     */
    public void rename(String from, String to, boolean replace) throws IOException {
        String source = Paths.clean(from);
        String target = Paths.clean(to);
        try (RemoteFile file = open(source, CHANGE)) {
            long id = file.reopener().fileId();
            try {
                context.info().rename(file, target, replace);
            } catch (StatusException | InDoubtException e) {
                if (!isFile(target, id)) {
                    throw e;
                }
            }
            file.reopener().renamed(target);
        }
    }

    private boolean isFile(String path, long id) throws IOException {
        try (RemoteFile file = open(path, LOOK)) {
            return file.reopener().fileId() == id;
        } catch (StatusException e) {
            if (isMissing(e.status())) {
                return false;
            }
            throw e;
        }
    }

    /** Everything below a directory, each directory before what is in it. */
    public void walk(String directory, Visitor visitor) throws IOException {
        Deque<String> left = new ArrayDeque<>();
        left.push(Paths.clean(directory));
        while (!left.isEmpty()) {
            List<String> below = new ArrayList<>();
            for (FileEntry each : list(left.pop())) {
                visitor.visit(each);
                if (each.isDirectory()) {
                    below.add(each.path());
                }
            }
            below.reversed().forEach(left::push);
        }
    }

    /** Takes what a walk finds, on the walking thread. */
    @FunctionalInterface
    public interface Visitor {
        void visit(FileEntry entry) throws IOException;
    }

    /** How the share is used just now. */
    public ShareStatus status() {
        Link link = engine.link();
        WitnessWatcher watcher = engine.watcher();
        InetAddress node = link == null ? null : link.address;
        return new ShareStatus(
                name,
                node,
                watcher == null ? null : watcher.witnessNode(),
                watcher == null ? "not used" : watcher.condition(),
                link == null ? null : link.session.negotiated().dialect(),
                link == null ? "none" : protection(link),
                path(link, watcher),
                engine.openFiles(),
                engine.lastMove(),
                context.bytes());
    }

    private ShareStatus.Path path(@Nullable Link link, @Nullable WitnessWatcher watcher) {
        if (link == null) {
            return ShareStatus.Path.UNKNOWN;
        }
        Boolean atOwner = engine.atOwner(link.address);
        if (atOwner != null) {
            return atOwner ? ShareStatus.Path.DIRECT : ShareStatus.Path.REDIRECTED;
        }
        boolean watched = watcher != null && watcher.isContent();
        boolean moves = link.tree.has(TreeConnect.SHARE_CAP_ASYMMETRIC);
        return watched && moves ? ShareStatus.Path.DIRECT : ShareStatus.Path.UNKNOWN;
    }

    private static String protection(Link link) {
        SmbSession session = link.session;
        CipherAlgorithm cipher = session.negotiated().cipher();
        if (cipher != null && (session.encrypts() || link.tree.encrypted())) {
            return "encrypted " + cipher;
        }
        return session.signs() ? "signed " + session.negotiated().signing() : "none";
    }

    /** The dialect in use, or null while there is no connection. */
    public @Nullable Dialect dialect() {
        return status().dialect();
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes the connection; open files fail. */
    @Override
    public void close() {
        closed = true;
        engine.close();
    }
}
