package io.onehop.server.open;

import io.onehop.server.serve.Identity;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Metadata;
import io.onehop.volume.NewFile;
import io.onehop.volume.StoredFile;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.NtStatus;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Opens or makes one file: one try of a CREATE. The path is looked up once, unless somebody makes
 * or removes the file at the same moment. [MS-FSA] 2.1.5.1
 */
public final class Creation {
    /** How often to begin again when others make and remove the file in between. */
    private static final int MAX_RACES = 16;

    private final ServedVolume volume;
    private final Open.Owner owner;
    private final Identity identity;
    private final OpenPlan plan;
    private final CreationAccess access;

    /** Whether nothing may block: SmbException CANT_WAIT then ends what would. */
    private final boolean atOnce;

    /** Whether the open is in, so that its close gives back what was acquired for it. */
    private boolean admitted;

    /**
     * An open that was made.
     *
     * @param action FILE_SUPERSEDED ... FILE_OVERWRITTEN
     * @param seen what was known of the file when it was found, if it was only opened; what is
     *     granted to be cached may be newer
     */
    public record Created(Open open, int action, @Nullable Metadata seen) {
        Created(Open open, int action) {
            this(open, action, null);
        }
    }

    private Creation(Open.Owner owner, OpenPlan plan, boolean atOnce) {
        this.owner = owner;
        this.volume = owner.tree().volume();
        this.identity = owner.session().identity();
        this.plan = plan;
        this.atOnce = atOnce;
        this.access = new CreationAccess(volume, owner, plan, atOnce);
    }

    /**
     * Tries once. The open is not in its session yet.
     *
     * @throws MustWait to be tried again; nothing was changed
     */
    public static Created tryOpen(Open.Owner owner, OpenPlan plan)
            throws SmbException, VolumeException, MustWait {
        return new Creation(owner, plan, false).run();
    }

    /**
     * Tries once, on a thread that must not block: only what is known already is opened so. The
     * open is not in its session yet.
     *
     * @return null when it takes more than that; nothing was done then
     */
    public static @Nullable Created tryAtOnce(Open.Owner owner, OpenPlan plan)
            throws SmbException, VolumeException {
        VolumePath path = plan.name().path();
        ServedVolume volume = owner.tree().volume();
        // What deletes may have to do so before it is admitted to its session.
        boolean suits =
                plan.opensWhatIsThere()
                        && plan.name().stream().isEmpty()
                        && !plan.access().hasOption(Create.FILE_DELETE_ON_CLOSE);
        if (!suits || QuotaFile.is(path) || volume.lateClosings().isFull()) {
            return null;
        }
        long removals = volume.removals();
        StoredFile found = volume.volume().openAtOnce(path, plan.access().touchesData());
        if (found == null) {
            return null;
        }
        if (volume.isBeingMade(path)) {
            volume.lateClosings().add(found::close);
            return null;
        }
        try {
            return new Creation(owner, plan, true).openFound(found, removals);
        } catch (MustWait wait) {
            return null;
        }
    }

    private Created run() throws SmbException, VolumeException, MustWait {
        checkLeaseKey();
        for (int race = 0; race < MAX_RACES; race++) {
            long removals = volume.removals();
            StoredFile found = find();
            Created created = found == null ? makeNew() : openFound(found, removals);
            if (created != null) {
                return created;
            }
        }
        throw new SmbException(NtStatus.SHARING_VIOLATION);
    }

    /** A client uses a lease's key for one file only. [MS-SMB2] 3.3.5.9.8 */
    private void checkLeaseKey() throws SmbException {
        Lease.LeaseRequest request = plan.wish().lease();
        Lease lease = request == null ? null : volume.leases().find(request.id());
        if (lease == null || lease.deleteOnClose) {
            return;
        }
        SharedStream stream = lease.stream();
        if (!stream.name().equalsIgnoreCase(plan.name().stream())
                || !Paths.same(stream.file().stored().path(), plan.name().path())) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
    }

    private @Nullable StoredFile find() throws SmbException, VolumeException {
        VolumePath path = plan.name().path();
        if (QuotaFile.is(path)) {
            return new QuotaFile();
        }
        boolean mayMake =
                plan.disposition() != Create.FILE_OPEN
                        && plan.disposition() != Create.FILE_OVERWRITE;
        try {
            StoredFile found = volume.volume().open(path);
            volume.awaitCreation(path);
            return found;
        } catch (VolumeException e) {
            if (e.reason() == VolumeException.Reason.NAME_NOT_FOUND && mayMake) {
                return null;
            }
            if (e.reason() == VolumeException.Reason.REPARSE_POINT) {
                throw ReparsePoints.onTheWay(volume.volume(), plan.name());
            }
            throw e;
        }
    }

    // ---- a new file ----

    /** Null when somebody else made it first. */
    private @Nullable Created makeNew() throws SmbException, VolumeException, MustWait {
        VolumePath path = plan.name().path();
        OpenPlan.Contents contents = plan.contents();
        boolean directory = plan.name().directory();
        checkNewAttributes(directory);
        byte[] security;
        try (StoredFile parent = OpenFiles.openDirectory(volume, path.parent())) {
            checkNotGoing(parent);
            access.requireMakingIn(parent, directory);
            security =
                    volume.runtime()
                            .rules()
                            .descriptorForNew(identity, parent, directory, contents.security());
        }
        int attributes = contents.attributes() & Metadata.SETTABLE;
        NewFile what =
                new NewFile(
                        directory,
                        directory ? attributes : attributes | Metadata.ARCHIVE,
                        plan.name().stream().isEmpty() ? contents.allocationSize() : 0,
                        !plan.access().hasOption(Create.FILE_NO_COMPRESSION),
                        security,
                        contents.extendedAttributes());
        CompletableFuture<Void> creation = volume.beginCreation(path);
        try {
            StoredFile made = volume.volume().create(path, what);
            Created created = openNew(made, directory);
            int filter =
                    directory
                            ? ChangeNotify.FILE_NOTIFY_CHANGE_DIR_NAME
                            : ChangeNotify.FILE_NOTIFY_CHANGE_FILE_NAME;
            // It may have got another name than the one asked for.
            volume.changed(created.open(), made.path(), NotifyHub.ADDED, filter);
            return created;
        } catch (VolumeException e) {
            if (e.reason() == VolumeException.Reason.NAME_EXISTS) {
                return null;
            }
            throw e;
        } finally {
            volume.endCreation(path, creation);
        }
    }

    private void checkNewAttributes(boolean directory) throws SmbException {
        int attributes = plan.contents().attributes();
        if (directory && (attributes & Metadata.TEMPORARY) != 0) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        if ((attributes & Metadata.READONLY) != 0
                && plan.access().hasOption(Create.FILE_DELETE_ON_CLOSE)) {
            throw new SmbException(NtStatus.CANNOT_DELETE);
        }
    }

    private void checkNotGoing(StoredFile parent) throws SmbException {
        SharedFile open = volume.files().peek(parent.fileId());
        if (open != null) {
            boolean going = open.isDeletePending();
            volume.files().release(open);
            if (going) {
                throw new SmbException(NtStatus.DELETE_PENDING);
            }
        }
    }

    private Created openNew(StoredFile made, boolean directory)
            throws SmbException, VolumeException, MustWait {
        StoredStream handle = null;
        SharedFiles.Acquired acquired = volume.files().acquire(made);
        String stream = plan.name().stream();
        try {
            if (!stream.isEmpty()) {
                handle = made.stream(stream, true);
                if (plan.contents().allocationSize() > 0) {
                    handle.setAllocation(plan.contents().allocationSize());
                }
            }
            Open open = newOpen(acquired, access.grantedOnNew(), directory);
            StoredStream given = handle;
            handle = null;
            open.file().admit(open, new SharedFile.Admission(null, key(open), 0, given));
            finish(open, false);
            return new Created(open, Create.FILE_CREATED);
        } finally {
            if (handle != null) {
                handle.close();
            }
            if (!admitted) {
                volume.files().release(acquired.file());
            }
        }
    }

    // ---- an existing file ----

    /** Null when the file was removed after it was found. */
    private @Nullable Created openFound(StoredFile found, long removals)
            throws SmbException, VolumeException, MustWait {
        Metadata metadata = metadataOf(found);
        SharedFiles.Acquired acquired = volume.files().acquire(found);
        try {
            if (acquired.fresh() && volume.removals() != removals) {
                return null;
            }
            StoredFile own = acquired.ownLink();
            return openShared(acquired, own == null ? acquired.file().stored() : own, metadata);
        } finally {
            if (!admitted) {
                giveBack(acquired);
            }
        }
    }

    private void giveBack(SharedFiles.Acquired acquired) {
        Runnable closing =
                () -> {
                    StoredFile own = acquired.ownLink();
                    if (own != null) {
                        own.close();
                    }
                    volume.files().release(acquired.file());
                };
        if (atOnce) {
            // It may be the last to close a file that is gone, which can take long.
            volume.lateClosings().add(closing);
        } else {
            closing.run();
        }
    }

    private static Metadata metadataOf(StoredFile found) throws VolumeException {
        boolean done = false;
        try {
            Metadata metadata = found.metadataAtOpening();
            done = true;
            return metadata;
        } finally {
            if (!done) {
                found.close();
            }
        }
    }

    private Created openShared(SharedFiles.Acquired acquired, StoredFile stored, Metadata metadata)
            throws SmbException, VolumeException, MustWait {
        if (metadata.reparseTag() != 0
                && !plan.access().hasOption(Create.FILE_OPEN_REPARSE_POINT)) {
            if (atOnce) {
                throw new SmbException(NtStatus.CANT_WAIT);
            }
            throw ReparsePoints.stopped(stored.reparsePoint(), plan.name().suffixChars());
        }
        boolean directory = meansDirectory(metadata.isDirectory());
        boolean overwrite = overwrites();
        String stream = plan.name().stream();
        SharedFile file = acquired.file();
        StoredStream handle = null;
        boolean streamMade = false;
        if (!directory && !stream.isEmpty() && !file.hasStream(stream)) {
            handle = existingStream(stored, stream);
            streamMade = handle == null;
        }
        try {
            if (!streamMade && plan.disposition() == Create.FILE_CREATE) {
                throw new SmbException(NtStatus.OBJECT_NAME_COLLISION);
            }
            boolean truncates = overwrite && !streamMade;
            if (truncates && stream.isEmpty()) {
                Overwriting.checkAttributes(plan.contents(), metadata.attributes());
            }
            int extra = access.extraFor(truncates, streamMade);
            int granted = access.grantedOn(stored, metadata, extra);
            if (streamMade) {
                handle = stored.stream(stream, true);
            }
            Open open = newOpen(acquired, granted, directory);
            StoredStream given = handle;
            handle = null;
            Oplocks.Operation operation = operation(open, truncates);
            file.admit(open, new SharedFile.Admission(operation, key(open), extra, given));
            finish(open, truncates);
            return report(open, truncates, streamMade, metadata);
        } finally {
            if (handle != null) {
                handle.close();
            }
        }
    }

    /** Once admitted, the open is closed as any other if something fails. */
    private void finish(Open open, boolean truncates) throws SmbException, VolumeException {
        admitted = true;
        boolean done = false;
        try {
            if (truncates) {
                Overwriting.truncate(open, plan.contents());
            }
            grant(open);
            done = true;
        } finally {
            if (!done) {
                open.close();
            }
        }
    }

    private Created report(Open open, boolean truncates, boolean streamMade, Metadata seen) {
        if (streamMade) {
            volume.notifications()
                    .changed(
                            open.stored().path(),
                            plan.name().stream(),
                            NotifyHub.ADDED_STREAM,
                            ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_NAME);
            return new Created(open, Create.FILE_CREATED);
        }
        if (!truncates) {
            return new Created(open, Create.FILE_OPENED, seen);
        }
        return new Created(
                open,
                plan.disposition() == Create.FILE_SUPERSEDE
                        ? Create.FILE_SUPERSEDED
                        : Create.FILE_OVERWRITTEN);
    }

    private @Nullable StoredStream existingStream(StoredFile stored, String stream)
            throws VolumeException {
        try {
            return stored.stream(stream, false);
        } catch (VolumeException e) {
            boolean mayMake =
                    plan.disposition() != Create.FILE_OPEN
                            && plan.disposition() != Create.FILE_OVERWRITE;
            if (e.reason() == VolumeException.Reason.STREAM_NOT_FOUND && mayMake) {
                return null;
            }
            throw e;
        }
    }

    /** Whether the directory itself is opened, not a stream. [MS-FSA] 2.1.5.1 phase 7 */
    private boolean meansDirectory(boolean isDirectory) throws SmbException {
        OpenPlan.Name name = plan.name();
        if (name.directory()) {
            if (!isDirectory) {
                throw new SmbException(
                        plan.disposition() == Create.FILE_CREATE
                                ? NtStatus.OBJECT_NAME_COLLISION
                                : NtStatus.NOT_A_DIRECTORY);
            }
            return true;
        }
        if (!isDirectory || !name.stream().isEmpty()) {
            return false;
        }
        if (plan.access().hasOption(Create.FILE_NON_DIRECTORY_FILE) || name.explicitData()) {
            throw new SmbException(NtStatus.FILE_IS_A_DIRECTORY);
        }
        if (overwrites()) {
            throw new SmbException(
                    name.path().isRoot() ? NtStatus.ACCESS_DENIED : NtStatus.OBJECT_NAME_COLLISION);
        }
        return true;
    }

    private boolean overwrites() {
        return switch (plan.disposition()) {
            case Create.FILE_SUPERSEDE, Create.FILE_OVERWRITE, Create.FILE_OVERWRITE_IF -> true;
            default -> false;
        };
    }

    // ---- both ----

    private Open newOpen(SharedFiles.Acquired acquired, int granted, boolean directory) {
        OpenMode mode =
                new OpenMode(
                        granted,
                        plan.access().share(),
                        plan.access().options(),
                        plan.name().stream(),
                        directory);
        return new Open(
                volume.fileIds().next(), owner, mode, acquired, volume.runtime().time().now());
    }

    private Object key(Open open) {
        Lease.LeaseRequest lease = plan.wish().lease();
        return lease == null ? open : lease.id();
    }

    /** What the open does to caches of others; null when it touches attributes at most. */
    private static Oplocks.@Nullable Operation operation(Open open, boolean truncates) {
        if (truncates) {
            return Oplocks.Operation.OVERWRITE;
        }
        int attributes =
                AccessMask.FILE_READ_ATTRIBUTES
                        | AccessMask.FILE_WRITE_ATTRIBUTES
                        | AccessMask.SYNCHRONIZE;
        if (!open.mode().hasAny(~attributes)) {
            return null;
        }
        return open.mode().hasAny(~(attributes | AccessMask.READ_CONTROL))
                ? Oplocks.Operation.OPEN
                : Oplocks.Operation.OPEN_CONTROL;
    }

    /** Directories are leased, but have no oplocks. [MS-SMB2] 3.3.5.9 */
    private void grant(Open open) throws SmbException {
        Lease.Wish wish = plan.wish();
        if (open.mode().directory()) {
            Lease.LeaseRequest lease = wish.lease();
            wish = new Lease.Wish(Caching.NONE, lease == null ? null : lease.onDirectory());
        }
        open.file().grant(open, wish);
    }
}
