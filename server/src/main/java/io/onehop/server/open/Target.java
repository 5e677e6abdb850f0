package io.onehop.server.open;

import io.onehop.server.serve.Identity;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Metadata;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.NtStatus;
import org.jspecify.annotations.Nullable;

/**
 * The name that a rename or a new link goes to: checks that it may, and keeps others from opening a
 * file that is to be replaced until it is. [MS-FSA] 2.1.5.15.7, 2.1.5.15.12
 */
final class Target implements AutoCloseable {
    private final ServedVolume volume;
    private final Open source;
    private final VolumePath path;
    private @Nullable SharedFile replaced;
    private @Nullable String replacedName;
    private boolean done;

    private Target(Open source, VolumePath path) {
        this.volume = source.file().volume();
        this.source = source;
        this.path = path;
    }

    /**
     * @throws SmbException ACCESS_DENIED, SHARING_VIOLATION, OBJECT_NAME_COLLISION,
     *     OBJECT_PATH_NOT_FOUND
     * @throws MustWait when caches of a file that is to be replaced are being broken
     */
    static Target prepare(Open source, VolumePath path, boolean replace)
            throws SmbException, VolumeException, MustWait {
        Target target = new Target(source, path);
        boolean directoryLetsDelete = target.checkDirectory();
        target.checkExisting(replace, directoryLetsDelete);
        return target;
    }

    /** Returns whether the directory lets its files be deleted. */
    private boolean checkDirectory() throws SmbException, VolumeException, MustWait {
        int needed =
                source.file().stored().isDirectory()
                        ? AccessMask.FILE_APPEND_DATA
                        : AccessMask.FILE_WRITE_DATA;
        try (StoredFile directory = OpenFiles.openDirectory(volume, path.parent())) {
            Identity who = source.session().identity();
            int allowed = volume.runtime().rules().maximalAccess(who, directory);
            if ((allowed & needed) == 0) {
                throw source.refusal(directory.path(), needed);
            }
            SharedFile open = volume.files().peek(directory.fileId());
            if (open != null) {
                try {
                    checkShareModes(open, needed);
                } finally {
                    volume.files().release(open);
                }
            }
            return (allowed & AccessMask.FILE_DELETE_CHILD) != 0;
        }
    }

    /** As if the directory were opened for it, with read and write shared. */
    private void checkShareModes(SharedFile directory, int needed) throws SmbException, MustWait {
        int share = Create.FILE_SHARE_READ | Create.FILE_SHARE_WRITE;
        for (Open other : directory.opens()) {
            OpenMode mode = other.mode();
            if (mode.isPrimary()
                    && ShareModes.conflict(
                            needed, share, mode.grantedAccess(), mode.shareAccess())) {
                // Who keeps it open only to have its handle at hand closes it now.
                directory.breakAll(Oplocks.Operation.HANDLE, SharedFile.keyOf(source));
                throw new SmbException(NtStatus.SHARING_VIOLATION);
            }
        }
    }

    private void checkExisting(boolean replace, boolean directoryLetsDelete)
            throws SmbException, VolumeException, MustWait {
        StoredFile existing;
        try {
            existing = volume.volume().open(path);
        } catch (VolumeException e) {
            if (e.reason() == VolumeException.Reason.NAME_NOT_FOUND) {
                return;
            }
            throw e;
        }
        if (existing.fileId() == source.file().fileId()) {
            existing.close();
            return;
        }
        String name = existing.path().name();
        SharedFiles.Acquired acquired = volume.files().acquire(existing);
        SharedFile shared = acquired.file();
        StoredFile otherName = acquired.ownLink();
        if (otherName != null) {
            otherName.close();
        }
        boolean kept = false;
        try {
            if (!replace) {
                throw new SmbException(NtStatus.OBJECT_NAME_COLLISION);
            }
            checkReplaceable(shared, directoryLetsDelete);
            replaced = shared;
            replacedName = name;
            kept = true;
        } finally {
            if (!kept) {
                volume.files().release(shared);
            }
        }
    }

    private void checkReplaceable(SharedFile shared, boolean directoryLetsDelete)
            throws SmbException, VolumeException, MustWait {
        Metadata metadata = shared.stored().metadata();
        if (metadata.isDirectory() || (metadata.attributes() & Metadata.READONLY) != 0) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
        if (shared.isDeletePending()) {
            throw new SmbException(NtStatus.DELETE_PENDING);
        }
        int allowed =
                volume.runtime()
                        .rules()
                        .maximalAccess(source.session().identity(), shared.stored());
        if (!directoryLetsDelete && (allowed & AccessMask.DELETE) == 0) {
            throw source.refusal(path, AccessMask.DELETE);
        }
        shared.breakAll(Oplocks.Operation.HANDLE, SharedFile.keyOf(source));
        if (!shared.doomIfUnused()) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
    }

    boolean replaces() {
        return replaced != null;
    }

    /** The name of the file that is replaced as it is stored; null when there is none. */
    @Nullable String replacedName() {
        return replacedName;
    }

    /** The new name is in place. */
    void done() {
        done = true;
    }

    @Override
    public void close() {
        SharedFile file = replaced;
        if (file != null) {
            if (done) {
                volume.nameRemoved();
            } else {
                file.spare();
            }
            volume.files().release(file);
        }
    }
}
