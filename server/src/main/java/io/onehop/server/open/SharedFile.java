package io.onehop.server.open;

import io.onehop.server.serve.SmbException;
import io.onehop.volume.StoredFile;
import io.onehop.volume.StoredStream;
import io.onehop.wire.smb2.NtStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory that is open: what its opens share. One for each file of a served volume, as
 * long as anybody uses it. Its monitor guards all mutable parts, also those of its streams and of
 * their opens; it is never held over I/O, while a client is told something, or while a waiting
 * request is answered: such things are collected and done after. [MS-FSA] 2.1.1.3
 */
public final class SharedFile {
    private final ServedVolume volume;
    private final StoredFile stored;
    private final long fileId;
    private final List<Open> opens = new ArrayList<>();
    private final Map<String, SharedStream> streams = new HashMap<>();
    private final Breaks breaks = new Breaks(this);
    final MovingStreams moving = new MovingStreams(this);

    /** Those who look at or use the file; guarded by the volume's table. */
    int references;

    /** The name to take away after the last close; null when none is to be. */
    private @Nullable StoredFile doomed;

    /** Under which the volume's {@link DirectoryCaches} know it; null while nobody caches it. */
    private @Nullable String cachedAs;

    /** The open that said that the file is to go; null when it is not to, or none said so. */
    private @Nullable Open doomedBy;

    /** Counts what may let a waiting operation go on. */
    private final Waiters waiters;

    /** Names that opens left behind because they were to be taken away. */
    private final List<StoredFile> leftLinks = new ArrayList<>();

    SharedFile(ServedVolume volume, StoredFile stored) {
        this.volume = volume;
        this.stored = stored;
        this.waiters = new Waiters(volume.runtime().workers());
        this.fileId = stored.fileId();
    }

    public ServedVolume volume() {
        return volume;
    }

    /** The handle that all opens share. */
    public StoredFile stored() {
        return stored;
    }

    public long fileId() {
        return fileId;
    }

    /** Whether the file goes with its last close: nobody may open it. */
    public synchronized boolean isDeletePending() {
        return doomed != null;
    }

    /** Whether what an open stands for, its file or its stream, goes with the last close. */
    public synchronized boolean isDeletePending(Open open) {
        return doomed != null || open.stream().deletePending;
    }

    /** All opens at this moment. */
    public synchronized List<Open> opens() {
        return List.copyOf(opens);
    }

    /** Whether a stream has a handle already, so that it need not be opened again. */
    synchronized boolean hasStream(String name) {
        SharedStream stream = streams.get(Paths.key(name));
        return stream != null && !stream.removed && stream.hasData();
    }

    /**
     * How an open wants in.
     *
     * @param operation what it does to caches of others; null when it touches no data
     * @param key whose caches it leaves alone
     * @param extraAccess rights that it uses only now, to overwrite
     * @param handle of its stream, if one was opened for it; taken over
     */
    record Admission(
            Oplocks.@Nullable Operation operation,
            Object key,
            int extraAccess,
            @Nullable StoredStream handle) {}

    /**
     * Takes an open in, if share modes and caches of others let it.
     *
     * @throws MustWait to be tried again; nothing changed then, but breaks are under way
     * @throws SmbException SHARING_VIOLATION, DELETE_PENDING
     */
    void admit(Open open, Admission admission) throws SmbException, MustWait {
        StoredStream handle = admission.handle();
        After after = new After();
        boolean taken = false;
        try {
            synchronized (this) {
                SharedStream stream = streamOf(open.mode().streamName());
                tryAdmit(open.mode(), admission, stream, after);
                opens.add(open);
                stream.opens.add(open);
                stream.uses++;
                streams.put(Paths.key(stream.name()), stream);
                open.admitted(stream);
                if (handle != null) {
                    after.add(() -> stream.offer(handle));
                    taken = true;
                }
            }
        } finally {
            after.run();
            if (handle != null && !taken) {
                handle.close();
            }
        }
    }

    private SharedStream streamOf(String name) {
        SharedStream known = streams.get(Paths.key(name));
        return known == null || known.removed ? new SharedStream(this, name) : known;
    }

    private void tryAdmit(OpenMode mode, Admission admission, SharedStream stream, After after)
            throws SmbException, MustWait {
        Oplocks.Operation operation = admission.operation();
        Object key = admission.key();
        if (doomed != null || stream.deletePending) {
            throw new SmbException(NtStatus.DELETE_PENDING);
        }
        moving.check(stream);
        long now = volume.runtime().time().nanos();
        Open refuser = ShareModes.refuser(mode.with(admission.extraAccess()), stream, opens);
        if (operation != null) {
            waitIf(stream.oplocks.checkBatch(operation, key, now), stream, after, refuser != null);
        }
        if (refuser != null) {
            for (SharedStream each : List.copyOf(streams.values())) {
                waitIf(each.oplocks.check(Oplocks.Operation.HANDLE, key, now), each, after, true);
            }
            if (refuser.isEnding()) {
                throw new MustWait(this, waiters.progress(), true);
            }
            throw new SmbException(NtStatus.SHARING_VIOLATION);
        }
        if (operation != null) {
            waitIf(stream.oplocks.check(operation, key, now), stream, after, false);
        }
    }

    private void waitIf(Oplocks.Verdict verdict, SharedStream stream, After after, boolean refused)
            throws MustWait {
        breaks.collect(verdict.breaks(), stream, after);
        stream.publish();
        if (verdict.mustWait()) {
            throw new MustWait(this, waiters.progress(), refused);
        }
    }

    /**
     * Breaks what others cache and an operation cannot live with.
     *
     * @throws MustWait when it cannot begin before they have answered
     */
    public void breakFor(Oplocks.Operation operation, Open open) throws MustWait {
        SharedStream stream = open.stream();
        if (!stream.mayBeCached) {
            return;
        }
        After after = new After();
        try {
            synchronized (this) {
                long now = volume.runtime().time().nanos();
                waitIf(stream.oplocks.check(operation, keyOf(open), now), stream, after, false);
            }
        } finally {
            after.run();
        }
    }

    /** As {@link #breakFor} for everybody who caches any stream of this file. */
    void breakAll(Oplocks.Operation operation, Object key) throws MustWait {
        After after = new After();
        try {
            synchronized (this) {
                long now = volume.runtime().time().nanos();
                for (SharedStream each : List.copyOf(streams.values())) {
                    waitIf(each.oplocks.check(operation, key, now), each, after, false);
                }
            }
        } finally {
            after.run();
        }
    }

    /** Whose caching an open's own operations leave alone. */
    static Object keyOf(Open open) {
        Lease lease = open.lease;
        return lease == null ? open : lease.id();
    }

    /**
     * Grants an admitted open what it may cache of what it wishes.
     *
     * @throws SmbException INVALID_PARAMETER when the client uses the lease's key for another file
     */
    void grant(Open open, Lease.Wish wish) throws SmbException {
        synchronized (this) {
            SharedStream stream = open.stream();
            if (!has(open)) {
                return;
            }
            Lease.LeaseRequest request = wish.lease();
            if (request != null) {
                Lease lease = volume.leases().attach(open, request, stream);
                open.lease = lease;
                lease.deleteOnClose |= open.mode().deletesOnClose();
                int got =
                        stream.oplocks.request(
                                lease.grant(), request.wanted(), contention(stream, lease.id()));
                if (open.mode().directory() && got != Caching.NONE) {
                    cachedAs = volume.directories().put(this, cachedAs);
                }
            } else if (wish.oplockState() != Caching.NONE) {
                Grant grant = new Grant(open, Grant.Kind.OPLOCK, 0);
                int got =
                        stream.oplocks.request(grant, wish.oplockState(), contention(stream, open));
                open.oplock = got == Caching.NONE ? null : grant;
            }
            stream.publish();
        }
    }

    /** A directory has another name: its entries are found by that. */
    synchronized void moved() {
        if (cachedAs != null) {
            cachedAs = volume.directories().put(this, cachedAs);
        }
    }

    /** An entry of this directory changed; the lease of that key is left alone. */
    void entryChanged(@Nullable UUID parentKey) {
        update(
                after -> {
                    long now = volume.runtime().time().nanos();
                    for (SharedStream each : streamsNow()) {
                        breaks.collectForLater(
                                each.oplocks.entryChanged(parentKey, now), each, after);
                        each.publish();
                    }
                });
    }

    /** Whether an open is still in: it may be closed while an operation on it begins. */
    boolean has(Open open) {
        return open.stream().opens.contains(open);
    }

    /** Dooms the file if nobody has it open; returns whether it did. */
    synchronized boolean doomIfUnused() {
        if (!opens.isEmpty() || doomed != null) {
            return false;
        }
        doomed = stored;
        return true;
    }

    private static Oplocks.Contention contention(SharedStream stream, Object key) {
        boolean shared = false;
        for (Open other : stream.opens) {
            shared |= !other.mode().isAttributesOnly() && !keyOf(other).equals(key);
        }
        return new Oplocks.Contention(shared, !stream.locks.isEmpty());
    }

    /** What an open holds, as CREATE answers it; reads it in one step. */
    synchronized <T> T read(Supplier<T> reader) {
        return reader.get();
    }

    /** Changes locks or caches in one step; what follows from it is done after. */
    void update(Consumer<After> change) {
        After after = new After();
        synchronized (this) {
            change.accept(after);
        }
        after.run();
    }

    /** Something happened that may let waiting operations go on; with the lock held. */
    void progressed(After after) {
        waiters.progressed(after);
    }

    /** Where {@link #progressed} is, for one who looks and then waits. */
    synchronized long progress() {
        return waiters.progress();
    }

    void onProgress(long seen, Runnable retry) {
        boolean waits;
        synchronized (this) {
            waits = waiters.add(seen, retry);
        }
        if (!waits) {
            volume.runtime().workers().execute(retry);
        }
    }

    Breaks breaks() {
        return breaks;
    }

    /** The streams that are open; with the lock held. */
    List<SharedStream> streamsNow() {
        return List.copyOf(streams.values());
    }

    /** Marks the file as to be deleted by an open's name. */
    synchronized void doom(Open open) {
        doomed = open.stored();
        doomedBy = open;
    }

    /** Takes the mark back. */
    synchronized void spare() {
        doomed = null;
        doomedBy = null;
    }

    /** Marks a named stream as to be deleted or not. */
    synchronized void doomStream(SharedStream stream, boolean delete) {
        stream.deletePending = delete;
    }

    /** A stream has another name. */
    synchronized void streamRenamed(SharedStream stream, String to) {
        streams.remove(Paths.key(stream.name()), stream);
        SharedStream replaced = streams.get(Paths.key(to));
        if (replaced != null) {
            replaced.removed = true;
        }
        stream.renamed(to);
        streams.put(Paths.key(to), stream);
    }

    /** Whether a stream of that name is open. */
    synchronized boolean isStreamOpen(String name) {
        SharedStream stream = streams.get(Paths.key(name));
        return stream != null && !stream.opens.isEmpty();
    }

    /**
     * What the close of an open leaves to be done.
     *
     * @param byCloser whether the open itself wanted it gone
     */
    record Leftover(@Nullable StoredFile file, @Nullable SharedStream stream, boolean byCloser) {}

    /**
     * Takes an open out; the first part of its close. Who waited goes on, unless something is to be
     * deleted first: {@link #progressed} must follow then.
     */
    Leftover takeOut(Open open) {
        After after = new After();
        Leftover leftover;
        synchronized (this) {
            SharedStream stream = open.stream();
            opens.remove(open);
            stream.opens.remove(open);
            breaks.closeLocks(open, stream, after);
            breaks.closeCaching(open, stream);
            stream.publish();
            if (open.mode().deletesOnClose()) {
                breakHandles(open, after);
                if (!open.mode().isPrimary()) {
                    stream.deletePending = true;
                } else if (doomed == null) {
                    doomed = open.stored();
                    doomedBy = open;
                    for (Open other : List.copyOf(opens)) {
                        after.add(() -> volume.notifications().end(other, NtStatus.DELETE_PENDING));
                    }
                }
            }
            if (stream.oplocks.isEmpty() && open.mode().directory()) {
                volume.directories().remove(this, cachedAs);
                cachedAs = null;
            }
            boolean lastOfStream = stream.opens.isEmpty();
            boolean removeStream =
                    lastOfStream && stream.deletePending && doomed == null && !stream.removed;
            leftover =
                    new Leftover(
                            opens.isEmpty() ? doomed : null,
                            removeStream ? stream : null,
                            doomedBy == open);
            if (leftover.file() == null && leftover.stream() == null) {
                progressed(after);
            }
        }
        after.run();
        return leftover;
    }

    /**
     * The file is to go: who keeps it open only to have its handle at hand shall close it. Nobody
     * waits for that. [MS-FSA] 2.1.5.5
     */
    private void breakHandles(Open open, After after) {
        long now = volume.runtime().time().nanos();
        List<SharedStream> going = open.mode().isPrimary() ? streamsNow() : List.of(open.stream());
        for (SharedStream each : going) {
            Oplocks.Verdict verdict =
                    each.oplocks.check(Oplocks.Operation.HANDLE, keyOf(open), now);
            breaks.collect(verdict.breaks(), each, after);
            each.publish();
        }
    }

    /** A named stream is deleted. */
    synchronized void streamRemoved(SharedStream stream) {
        stream.removed = true;
        streams.remove(Paths.key(stream.name()), stream);
    }

    /** Whether nobody waits, and nothing of a stream is to be deleted; with the lock held. */
    boolean isCalm(SharedStream stream) {
        return doomed == null
                && !stream.deletePending
                && stream.waitingLocks.isEmpty()
                && waiters.isEmpty();
    }

    /**
     * The second part of a close, when the last operation of the open has left.
     *
     * @param closer has handles of the host closed, if there are any to be
     */
    void putBack(Open open, Executor closer) {
        SharedStream stream = open.stream();
        boolean last;
        StoredFile own = open.ownLink();
        synchronized (this) {
            stream.uses--;
            last = stream.uses == 0;
            if (last) {
                streams.remove(Paths.key(stream.name()), stream);
            }
            if (own != null && own.equals(doomed)) {
                // Closed with the file: it is the name that will be taken away.
                leftLinks.add(doomed);
                own = null;
            }
        }
        StoredFile link = own;
        if (last || link != null || !volume.files().releaseUnlessLast(this)) {
            closer.execute(
                    () -> {
                        if (last) {
                            stream.closeData();
                        }
                        if (link != null) {
                            link.close();
                        }
                        volume.files().release(this);
                    });
        }
    }

    /** Closes the handles of a file that nobody uses any more. */
    void closeStored() {
        leftLinks.forEach(StoredFile::close);
        stored.close();
    }

    /** Closes an open in all its parts. */
    void closing(Open open) {
        Closing.close(open);
        open.drained().thenRun(() -> putBack(open, Runnable::run));
    }
}
