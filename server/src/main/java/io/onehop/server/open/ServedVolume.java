package io.onehop.server.open;

import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.VolumeState;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.ServedTree;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Volume;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.smb2.NtStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A volume while this node owns it, in one epoch: the store and all that its opens share. Made when
 * the node becomes the owner, closed before it hands over. Thread safe.
 */
public final class ServedVolume {
    private static final Logger LOG = LoggerFactory.getLogger(ServedVolume.class);

    /** Makes served volumes of stores that were opened. */
    @FunctionalInterface
    public interface Factory {
        ServedVolume serve(VolumeState volume, Volume store);
    }

    private final String name;
    private final String key;
    private final long epoch;
    private final Volume volume;
    private final FileIds fileIds;
    private final OpenRuntime runtime;

    private final Gate gate = new Gate();
    private final LeaseTable leases = new LeaseTable();
    private final NotifyHub notifications = new NotifyHub();
    private final DurableOpens durables = new DurableOpens(this);
    private final DirectoryCaches directories = new DirectoryCaches();
    private final CreateReplays replays = new CreateReplays();
    private final AppInstances appInstances = new AppInstances();
    private final Set<PendingReply> pending = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, CompletableFuture<Void>> creations =
            new ConcurrentHashMap<>();

    private final SharedFiles files = new SharedFiles(this);

    /** Counts names that were taken away: a handle from before may be of a file that is gone. */
    private final AtomicLong removals = new AtomicLong();

    /** Closes that came while the volume was about to be handed over. */
    private final Queue<Runnable> deferred = new ConcurrentLinkedQueue<>();

    private final LateClosings lateClosings;

    private volatile boolean abandoned;
    private volatile @Nullable Long serialNumber;

    public ServedVolume(String name, long epoch, Volume volume, FileIds fileIds) {
        this(name, epoch, volume, fileIds, OpenRuntime.standard(AccessRules.NONE));
    }

    public ServedVolume(
            String name, long epoch, Volume volume, FileIds fileIds, OpenRuntime runtime) {
        this.name = name;
        this.key = Names.key(name);
        this.epoch = epoch;
        this.volume = volume;
        this.fileIds = fileIds;
        this.runtime = runtime;
        this.lateClosings = new LateClosings(runtime, this::closeLate);
    }

    public String name() {
        return name;
    }

    /** Its name as the cluster's state keeps it. */
    public String key() {
        return key;
    }

    public long epoch() {
        return epoch;
    }

    public Volume volume() {
        return volume;
    }

    public FileIds fileIds() {
        return fileIds;
    }

    public OpenRuntime runtime() {
        return runtime;
    }

    /** Whether {@link #serialNumber} does not ask the host. */
    public boolean knowsSerialNumber() {
        return serialNumber != null;
    }

    /** What tells this volume's files from those of others. */
    public long serialNumber() throws VolumeException {
        Long known = serialNumber;
        if (known == null) {
            known = Integer.toUnsignedLong(volume.information().serialNumber());
            serialNumber = known;
        }
        return known;
    }

    /** Where changes are told, and watched. */
    public NotifyHub notifications() {
        return notifications;
    }

    /** The files that are in use. */
    SharedFiles files() {
        return files;
    }

    DurableOpens durables() {
        return durables;
    }

    DirectoryCaches directories() {
        return directories;
    }

    /**
     * A file or directory came, went, or changed: tells those who watch the directory it is in, and
     * those who cache that directory. To be called when it is done, with no lock held.
     *
     * @param by the open that did it, or null when its client does not know of it
     * @param action as {@link NotifyHub} names it
     * @param filter FILE_NOTIFY_CHANGE_ flags
     */
    public void changed(@Nullable Open by, VolumePath path, int action, int filter) {
        notifications.changed(path, action, filter);
        if (DirectoryCaches.isListed(filter)) {
            directories.changed(path, parentKey(by));
        }
    }

    /** As {@link #changed}, for what is seen in a listing but not watched. */
    public void listingChanged(Open by) {
        directories.changed(by.stored().path(), parentKey(by));
    }

    /** A file or directory has another name, after it is done. */
    void renamed(Open by, VolumePath from, VolumePath to, @Nullable String replaced) {
        boolean directory = by.file().stored().isDirectory();
        if (directory) {
            by.file().moved();
        }
        notifications.renamed(from, to, directory, replaced);
        directories.changed(from, parentKey(by));
        if (!Paths.same(from.parent(), to.parent())) {
            directories.changed(to, parentKey(by));
        }
    }

    private static @Nullable UUID parentKey(@Nullable Open by) {
        if (by == null) {
            return null;
        }
        return by.file()
                .read(
                        () -> {
                            Lease lease = by.lease;
                            return lease == null ? null : lease.parentKey();
                        });
    }

    /** The CREATEs that clients may send again. */
    public CreateReplays replays() {
        return replays;
    }

    /** Opens by their applications. */
    public AppInstances appInstances() {
        return appInstances;
    }

    LeaseTable leases() {
        return leases;
    }

    /** The lease of a client, or null. */
    public @Nullable Lease lease(LeaseId id) {
        return leases.find(id);
    }

    /** Changes when a name was taken away. */
    long removals() {
        return removals.get();
    }

    void nameRemoved() {
        removals.incrementAndGet();
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /**
     * Begins an operation; the volume is not handed over before the use is closed.
     *
     * @throws SmbException FILE_NOT_AVAILABLE when the volume is being handed over
     */
    public Use enter() throws SmbException {
        if (!gate.enter()) {
            throw new SmbException(NtStatus.FILE_NOT_AVAILABLE);
        }
        return gate::exit;
    }

    /** Whether operations may begin. */
    public boolean isOpen() {
        return gate.isOpen();
    }

    /**
     * Writes what was written to open files through to the disk, while clients use and close them;
     * may take as long as the disk does.
     */
    public void flush() {
        for (SharedFile each : files.all()) {
            // Its last open may be closed meanwhile, but not its handle under the flush.
            SharedFile held = files.peek(each.fileId());
            if (held != null) {
                try {
                    flush(held);
                } finally {
                    files.release(held);
                }
            }
        }
    }

    /** A request that waits; it ends when the volume closes, if not before. */
    public PendingReply pending() {
        PendingReply made = new PendingReply();
        pending.add(made);
        made.whenDone(() -> pending.remove(made));
        return made;
    }

    /**
     * Handles of the host that are to be closed on a worker soon, before the volume is handed over,
     * and before a name is taken away: who opens the file by another one must not find what is left
     * of the first.
     */
    LateClosings lateClosings() {
        return lateClosings;
    }

    /** On a worker. */
    private void closeLate() {
        if (gate.enter()) {
            try {
                lateClosings.run();
            } finally {
                gate.exit();
            }
        } else if (abandoned) {
            lateClosings.run();
        }
        // Else whoever hands the volume over does it, or gives that up and does it then.
    }

    /**
     * Announces that a file is being made, so that those who find its name wait until its maker is
     * in. The future returned is to be given to {@link #endCreation}.
     */
    CompletableFuture<Void> beginCreation(VolumePath path) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = creations.putIfAbsent(Paths.key(path), mine);
        while (other != null) {
            other.join();
            other = creations.putIfAbsent(Paths.key(path), mine);
        }
        return mine;
    }

    void endCreation(VolumePath path, CompletableFuture<Void> mine) {
        creations.remove(Paths.key(path), mine);
        mine.complete(null);
    }

    /** Whether somebody who finds a file at a path would have to wait for its maker. */
    boolean isBeingMade(VolumePath path) {
        return creations.containsKey(Paths.key(path));
    }

    /** Waits for the maker of a file that was found. */
    void awaitCreation(VolumePath path) {
        CompletableFuture<Void> other = creations.get(Paths.key(path));
        if (other != null) {
            other.join();
        }
    }

    /** The opens, for an administrator. */
    public List<OpenView> openList() {
        List<OpenView> out = new ArrayList<>();
        for (SharedFile file : files.all()) {
            for (Open open : file.opens()) {
                out.add(Views.of(open));
            }
        }
        return out;
    }

    /** Closes the open of a persistent id, as an administrator may; false when there is none. */
    public boolean closeOpen(long persistentId) {
        for (SharedFile file : files.all()) {
            for (Open open : file.opens()) {
                if (open.fileId().persistentId() == persistentId) {
                    return open.close();
                }
            }
        }
        return false;
    }

    /**
     * A session is gone: closes all that it has open here but what is kept until its client comes
     * back, and lets nothing follow. [MS-SMB2] 3.3.5.6, 3.3.7.1
     */
    public void endOf(ServedSession session) {
        session.end();
        onEach(session.opens(), open -> open.tree().volume() == this, durables::disconnect);
    }

    /**
     * A tree is disconnected: closes all that is open on it, and lets nothing follow. [MS-SMB2]
     * 3.3.5.8
     */
    public void endOf(ServedSession session, ServedTree tree) {
        session.end(tree);
        onEach(session.opens(), open -> open.tree() == tree, Open::close);
    }

    /** Closes opens of this volume. */
    void closeAll(Collection<Open> opens) {
        onEach(opens, open -> true, Open::close);
    }

    private void onEach(Collection<Open> opens, Predicate<Open> which, Consumer<Open> end) {
        if (!gate.enter()) {
            // Handing over closes all opens anyway; if it is given up, this is to be done then.
            Runnable later = () -> onEach(opens, which, end);
            deferred.add(later);
            if (!gate.isOpen() || !deferred.remove(later)) {
                return;
            }
            later.run();
            return;
        }
        try {
            opens.stream().filter(which).forEach(end);
        } finally {
            gate.exit();
        }
    }

    /**
     * Hands the volume over in order: lets no operation in any more, waits for those under way,
     * ends those that wait, closes all opens as their clients would, flushes, and closes the store.
     *
     * @return false when operations did not end in time; nothing is closed then, and {@link
     *     #reopen} or {@link #abandon} must follow
     */
    public boolean close(Duration patience) {
        gate.close();
        if (!drainedWithin(patience)) {
            return false;
        }
        endPending();
        Set<ServedSession> caching = cachingSessions();
        for (SharedFile file : files.all()) {
            flush(file);
            for (Open open : file.opens()) {
                open.close();
            }
        }
        lateClosings.run();
        volume.close();
        // What they cache would not be broken by the next owner, which does not know of it.
        caching.forEach(session -> session.sink().disconnect());
        return true;
    }

    /** Serves again after a {@link #close} that returned false. */
    public void reopen() {
        gate.reopen();
        lateClosings.run();
        Runnable each = deferred.poll();
        while (each != null) {
            each.run();
            each = deferred.poll();
        }
    }

    /**
     * Gives the volume up at once: another node may own it. Nothing is written any more, also no
     * deletion that waited for a close; operations under way fail by the volume's fence.
     */
    public void abandon() {
        abandoned = true;
        gate.close();
        endPending();
        Set<ServedSession> caching = cachingSessions();
        for (SharedFile file : files.all()) {
            for (Open open : file.opens()) {
                open.close();
            }
        }
        lateClosings.run();
        volume.close();
        caching.forEach(session -> session.sink().disconnect());
    }

    private Set<ServedSession> cachingSessions() {
        Set<ServedSession> caching = new HashSet<>();
        for (SharedFile file : files.all()) {
            for (Open open : file.opens()) {
                if (!Views.of(open).caching().isEmpty()) {
                    caching.add(open.session());
                }
            }
        }
        return caching;
    }

    private void endPending() {
        for (PendingReply each : pending) {
            each.end(NtStatus.FILE_NOT_AVAILABLE);
        }
    }

    private boolean drainedWithin(Duration patience) {
        try {
            gate.drained().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void flush(SharedFile file) {
        boolean wrote = false;
        for (Open open : file.opens()) {
            wrote |= open.wrote();
        }
        if (wrote) {
            try {
                file.stored().flush();
            } catch (VolumeException e) {
                LOG.warn("{} is not flushed: {}", file.stored().path(), e.getMessage());
            }
        }
    }
}
