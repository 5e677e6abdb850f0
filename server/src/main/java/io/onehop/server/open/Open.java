package io.onehop.server.open;

import io.onehop.server.serve.Audit;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.ServedTree;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Metadata;
import io.onehop.volume.MetadataChange;
import io.onehop.volume.StoredFile;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One successful CREATE, until its CLOSE. Thread safe: operations may run at the same time as the
 * close; the stored handle stays until the last of them has left. [MS-SMB2] 3.3.1.10
 */
public final class Open {
    /** The client it is for. */
    public record Owner(ServedSession session, ServedTree tree) {}

    /**
     * Where it is now.
     *
     * @param connected false while its client is gone; the owner is the last one then
     */
    private record Place(FileId fileId, Owner owner, boolean connected) {}

    private volatile Place place;
    private final UUID clientGuid;
    private volatile OpenMode mode;
    private final SharedFile file;

    /** The name it was opened by, when the file is shared under another of its names. */
    private final @Nullable StoredFile ownLink;

    private final Gate gate = new Gate();
    private final LockSequences lockSequences = new LockSequences();
    private final AtomicReference<@Nullable Use> attachment = new AtomicReference<>();
    private final AtomicReference<@Nullable Watch> watch = new AtomicReference<>();
    private final AtomicInteger unreported = new AtomicInteger();
    private final Instant since;

    private volatile @Nullable SharedStream stream;

    /** Guarded by the file's lock. */
    @Nullable Lease lease;

    /** Guarded by the file's lock. */
    @Nullable Grant oplock;

    /** Whether the client set LastWriteTime itself, so that its writes do not change it. */
    private volatile boolean keepsWriteTime;

    /** ChangeTime that the client set itself, so that what it does here does not change it. */
    private volatile @Nullable Long stickyChangeTime;

    /** ChangeTime before a rename, which is seen here until the next change or the close. */
    private volatile @Nullable Long heldChangeTime;

    private volatile Durability durability = Durability.NONE;
    private volatile @Nullable UUID createGuid;
    private volatile AppInstances.@Nullable Instance appInstance;

    /** Open.IsReplayEligible. */
    volatile boolean replayable;

    private final ChannelSequence channelSequence;
    private volatile boolean wrote;
    private volatile long position;

    Open(FileId fileId, Owner owner, OpenMode mode, SharedFiles.Acquired acquired, Instant since) {
        this.place = new Place(fileId, owner, true);
        this.clientGuid = owner.session().client().clientGuid();
        this.mode = mode;
        this.file = acquired.file();
        this.ownLink = acquired.ownLink();
        this.since = since;
        this.channelSequence = new ChannelSequence(0);
    }

    /** The persistent part stays, the other is new when a client comes back. */
    public FileId fileId() {
        return place.fileId;
    }

    /** The session that it is in, or was in last. */
    public ServedSession session() {
        return place.owner.session();
    }

    /** The tree that it is on, or was on last. */
    public ServedTree tree() {
        return place.owner.tree();
    }

    /** Whether its client is there. */
    public boolean isConnected() {
        return place.connected;
    }

    /** Its session is over: it will be closed, or wait for its client, in a moment. */
    boolean isEnding() {
        return isConnected() && session().isEnded();
    }

    /** The client that made it. */
    UUID clientGuid() {
        return clientGuid;
    }

    public Durability durability() {
        return durability;
    }

    /** Keeps the open when its session ends. */
    public void keep(Durability how) {
        durability = how;
        file.volume().durables().add(this);
    }

    /** The name that the client gave the request that made it, or null. */
    @Nullable UUID createGuid() {
        return createGuid;
    }

    public void createGuid(UUID guid) {
        createGuid = guid;
    }

    /** The application that it is for, or null. */
    AppInstances.@Nullable Instance appInstance() {
        return appInstance;
    }

    /** It is for an application, which may take it from its client. */
    public void appInstance(AppInstances.Instance instance) {
        appInstance = instance;
        file.volume().appInstances().add(instance.id(), this);
    }

    /** A request names it: its client knows of it and will not ask for it again. */
    public void used() {
        if (replayable) {
            replayable = false;
            file.volume().replays().forget(this);
        }
    }

    /** By which channel its requests come. */
    public ChannelSequence channelSequence() {
        return channelSequence;
    }

    boolean isOpen() {
        return gate.isOpen();
    }

    /** Its session is gone; it waits for its client. */
    void detach() {
        Place last = place;
        last.owner.session().remove(this);
        place = new Place(last.fileId, last.owner, false);
    }

    /** Its client is back. */
    void attach(Owner owner, long volatileId, int sequence) {
        channelSequence.restart(sequence);
        place = new Place(new FileId(fileId().persistentId(), volatileId), owner, true);
    }

    /** Whether its client may come back for it, by what it caches. [MS-SMB2] 3.3.5.9.7 */
    boolean isReconnectable() {
        return file.read(() -> durability.kind() == Durability.Kind.RESILIENT || cachesHandle());
    }

    /** Whether it is to be kept when its session ends. [MS-SMB2] 3.3.7.1 */
    boolean isWorthKeeping() {
        return file.read(
                () -> {
                    if (durability.kind() == Durability.Kind.RESILIENT) {
                        return true;
                    }
                    Grant grant = grant();
                    // Locks of one who does not cache writes are not kept, as Windows has it.
                    return cachesHandle()
                            && grant != null
                            && !grant.isBreaking()
                            && ((grant.state() & Caching.W) != 0
                                    || stream().locks.count(this) == 0);
                });
    }

    /** With the file's lock held. */
    boolean cachesHandle() {
        Grant grant = grant();
        return grant != null && (grant.state() & Caching.H) != 0;
    }

    /** The lease that it is of, or null. */
    public @Nullable LeaseId leaseId() {
        return file.read(
                () -> {
                    Lease held = lease;
                    return held == null ? null : held.id();
                });
    }

    private @Nullable Grant grant() {
        Lease held = lease;
        return held == null ? oplock : held.grant();
    }

    public OpenMode mode() {
        return mode;
    }

    /** Its stream has another name. */
    void streamRenamed(String to) {
        mode = mode.withStream(to);
    }

    public Instant since() {
        return since;
    }

    /** The file that it shares with other opens. */
    public SharedFile file() {
        return file;
    }

    /** The stored file by the name that this open used. */
    public StoredFile stored() {
        StoredFile link = ownLink;
        return link == null ? file.stored() : link;
    }

    public SharedStream stream() {
        SharedStream known = stream;
        if (known == null) {
            throw new IllegalStateException("not admitted");
        }
        return known;
    }

    boolean isAdmitted() {
        return stream != null;
    }

    void admitted(SharedStream to) {
        stream = to;
    }

    @Nullable StoredFile ownLink() {
        return ownLink;
    }

    /** Fails unless one of the rights was granted. */
    public void require(int rights) throws SmbException {
        if (!mode.hasAny(rights)) {
            throw refusal(stored().path(), rights);
        }
    }

    /** ACCESS_DENIED for rights to something that this open's client wanted to use it for. */
    SmbException refusal(VolumePath object, int rights) {
        String name = file.volume().name() + ":\\" + object;
        ServedSession session = session();
        Audit.refused(session.identity(), session.client().address(), name, rights, rights);
        return new SmbException(NtStatus.ACCESS_DENIED);
    }

    /**
     * Keeps the stored handle open until the use is closed.
     *
     * @throws SmbException FILE_CLOSED
     */
    public Use enter() throws SmbException {
        if (!gate.enter()) {
            throw new SmbException(NtStatus.FILE_CLOSED);
        }
        return gate::exit;
    }

    /** The bytes of a data stream; call it in use. */
    public StoredStream data() throws VolumeException, SmbException {
        if (mode.directory()) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST);
        }
        return stream().data();
    }

    /** What is known of the file, with the times that this open's client has set itself. */
    public Metadata metadata() throws VolumeException {
        Metadata seen = stored().metadata();
        Long changeTime = stickyChangeTime == null ? heldChangeTime : stickyChangeTime;
        return changeTime == null ? seen : seen.withChangeTime(changeTime);
    }

    public LockSequences lockSequences() {
        return lockSequences;
    }

    /** CurrentByteOffset: where the last read or write ended. [MS-FSA] 2.1.1.6 */
    public long position() {
        return position;
    }

    public void position(long bytes) {
        position = bytes;
    }

    /** A change was made that is to be seen at once. */
    public void showChangeTime() {
        heldChangeTime = null;
    }

    /** A rename does not change the ChangeTime that its open sees. [MS-FSA] 2.1.5.15.12, 187 */
    void holdChangeTime(long fileTime) {
        heldChangeTime = fileTime;
    }

    /**
     * The client set LastWriteTime, or asked (with -1) that what it writes here leaves it alone; or
     * it wants that to count again (with -2). What others write counts either way. [MS-FSA]
     * 2.1.5.15.2, UserSetModificationTime
     */
    public void keepLastWriteTime(boolean keep) {
        keepsWriteTime = keep;
    }

    /** A change of the data of a stream. */
    @FunctionalInterface
    public interface DataChange {
        void run() throws VolumeException, SmbException;
    }

    /**
     * Changes data. If the client set LastWriteTime itself it is put back at once, so that others
     * see it too; only then does this take more than the change itself.
     */
    public void changeData(DataChange change) throws VolumeException, SmbException {
        if (!keepsWriteTime) {
            change.run();
            return;
        }
        long before = stored().metadata().lastWriteTime();
        try {
            change.run();
        } finally {
            stored().change(new MetadataChange(null, null, before, null, null));
        }
    }

    /** The client set ChangeTime, or asked (with -1) that nothing on this open changes it. */
    public void stickChangeTime(long fileTime) {
        stickyChangeTime = fileTime;
        heldChangeTime = null;
    }

    /** The client wants ChangeTime to follow changes again (it set it to -2). */
    public void unstickChangeTime() {
        stickyChangeTime = null;
    }

    /** Whether changes on this open leave ChangeTime alone. */
    public boolean keepsChangeTime() {
        return stickyChangeTime != null;
    }

    /** Notes that data changed; watchers are told when this open is flushed or closed. */
    public void modified(int filter) {
        wrote = true;
        heldChangeTime = null;
        if ((unreported.get() & filter) != filter) {
            unreported.getAndUpdate(seen -> seen | filter);
        }
    }

    public boolean wrote() {
        return wrote;
    }

    /** Tells watchers what {@link #modified} noted. */
    public void reportModifications() {
        int filter = unreported.getAndSet(0);
        if (filter != 0) {
            file.volume().changed(this, stored().path(), NotifyHub.MODIFIED, filter);
        }
    }

    /** Puts times back where the client set it. */
    void restoreTimes() throws VolumeException {
        Long changeTime = stickyChangeTime;
        if (changeTime != null) {
            stored().change(new MetadataChange(null, null, null, changeTime, null));
        }
    }

    /**
     * State that a handler keeps with the open, such as the place in a directory; made by the first
     * who asks, closed with the open. There is one for each open.
     */
    public Use attachment(Supplier<? extends Use> first) {
        Use known = attachment.get();
        if (known != null) {
            return known;
        }
        Use made = first.get();
        Use winner = attachment.compareAndExchange(null, made);
        return winner == null ? made : winner;
    }

    @Nullable Use takeAttachment() {
        return attachment.getAndSet(null);
    }

    /** The watch that the first CHANGE_NOTIFY on this open began, or null. */
    @Nullable Watch watch() {
        return watch.get();
    }

    Watch watch(Watch made) {
        Watch known = watch.compareAndExchange(null, made);
        return known == null ? made : known;
    }

    /**
     * Closes the open: gives up its locks and caching, lets others in, carries out a deletion that
     * waited for it. Returns when all that is done; operations still under way finish after it.
     *
     * @return false when it was closed before
     */
    public boolean close() {
        if (!shut()) {
            return false;
        }
        forget();
        file.closing(this);
        return true;
    }

    /**
     * As {@link #close} on a thread that must not block: only if nothing is to be stored, deleted
     * or told to anybody. Handles of the host are closed on a worker.
     *
     * @return false when nothing was done
     */
    public boolean closeAtOnce() {
        if (!Closing.atOnce(this)) {
            return false;
        }
        forget();
        drained().thenRun(() -> file.putBack(this, file.volume().lateClosings()::add));
        return true;
    }

    /** Lets no operation in any more; false when none was let in before. */
    boolean shut() {
        return gate.close();
    }

    private void forget() {
        ServedVolume volume = file.volume();
        volume.durables().remove(this);
        volume.replays().forget(this);
        AppInstances.Instance instance = appInstance;
        if (instance != null) {
            volume.appInstances().remove(instance.id(), this);
        }
        session().remove(this);
    }

    /** Whether its close has nothing to store, to delete or to tell; with the file's lock held. */
    boolean leavesNothing() {
        return !mode.deletesOnClose()
                && !wrote
                && unreported.get() == 0
                && stickyChangeTime == null
                && attachment.get() == null
                && watch.get() == null;
    }

    CompletableFuture<Void> drained() {
        return gate.drained();
    }
}
