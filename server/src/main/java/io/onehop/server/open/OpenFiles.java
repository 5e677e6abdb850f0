package io.onehop.server.open;

import io.onehop.server.serve.SmbException;
import io.onehop.volume.DirectoryListing;
import io.onehop.volume.Metadata;
import io.onehop.volume.StoredFile;
import io.onehop.volume.StreamEntry;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.NtStatus;

/**
 * Changes of names and deletion through opens, with the checks that other opens call for. Those
 * that throw MustWait are to be tried again from their start. [MS-FSA] 2.1.5.15
 */
public final class OpenFiles {
    private OpenFiles() {}

    /**
     * Gives a file or directory another name. [MS-FSA] 2.1.5.15.12
     *
     * @param target in the volume
     * @throws SmbException ACCESS_DENIED when files below a directory are open or the one to be
     *     replaced is, SHARING_VIOLATION, OBJECT_NAME_COLLISION, ...
     */
    public static void rename(Open open, VolumePath target, boolean replace)
            throws SmbException, VolumeException, MustWait {
        open.require(AccessMask.DELETE);
        ServedVolume volume = open.file().volume();
        VolumePath from = open.stored().path();
        if (from.isRoot() || target.isRoot()) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
        open.file().breakFor(Oplocks.Operation.RENAME, open);
        if (open.file().isDeletePending()) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
        if (from.equals(target)) {
            return;
        }
        boolean directory = open.file().stored().isDirectory();
        if (directory) {
            if (Paths.isBelow(target, from)) {
                throw new SmbException(NtStatus.INVALID_PARAMETER);
            }
            requireNoneOpenBelow(volume, open, from);
        }
        long changeTime = open.metadata().changeTime();
        String replaced;
        try (Target to = Target.prepare(open, target, replace)) {
            volume.lateClosings().run();
            volume.volume().rename(open.stored(), target, to.replaces());
            to.done();
            replaced = to.replacedName();
        }
        open.holdChangeTime(changeTime);
        volume.renamed(open, from, target, replaced);
    }

    /** Directories with open files below stay where they are. [MS-FSA] 2.1.4.2 */
    private static void requireNoneOpenBelow(ServedVolume volume, Open open, VolumePath directory)
            throws SmbException, MustWait {
        for (SharedFile file : volume.files().all()) {
            if (file != open.file() && Paths.isBelow(file.stored().path(), directory)) {
                file.breakAll(Oplocks.Operation.HANDLE, SharedFile.keyOf(open));
                if (!file.opens().isEmpty()) {
                    throw new SmbException(NtStatus.ACCESS_DENIED);
                }
            }
        }
    }

    /** Gives a file one more name. [MS-FSA] 2.1.5.15.7 */
    public static void link(Open open, VolumePath target, boolean replace)
            throws SmbException, VolumeException, MustWait {
        ServedVolume volume = open.file().volume();
        if (open.file().stored().isDirectory()) {
            throw new SmbException(NtStatus.FILE_IS_A_DIRECTORY);
        }
        if (open.file().isDeletePending()) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
        open.file().breakFor(Oplocks.Operation.RENAME, open);
        try (Target to = Target.prepare(open, target, replace)) {
            volume.lateClosings().run();
            volume.volume().link(open.stored(), target, to.replaces());
            to.done();
        }
        volume.changed(open, target, NotifyHub.ADDED, ChangeNotify.FILE_NOTIFY_CHANGE_FILE_NAME);
    }

    /**
     * Gives a stream another name; what it held goes with it. [MS-FSA] 2.1.5.15.12.1
     *
     * @param name empty for the unnamed stream
     * @throws SmbException OBJECT_NAME_COLLISION; INVALID_PARAMETER for directories and when the
     *     stream to be replaced is open or holds data; SHARING_VIOLATION when data would have to be
     *     moved under others
     */
    public static void renameStream(Open open, String name, boolean replace)
            throws SmbException, VolumeException, MustWait {
        open.require(AccessMask.DELETE);
        SharedFile file = open.file();
        SharedStream stream = open.stream();
        String from = stream.name();
        if (open.mode().directory() || (name.isEmpty() && file.stored().isDirectory())) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        file.breakFor(Oplocks.Operation.RENAME, open);
        if (from.equals(name)) {
            return;
        }
        if (!from.equalsIgnoreCase(name)) {
            checkReplaceable(file, name, replace);
        }
        if (from.isEmpty() || name.isEmpty()) {
            file.moving.move(
                    stream,
                    name,
                    () -> {
                        file.stored().renameStream(from, name, replace);
                        file.streamRenamed(stream, name);
                        stream.closeData();
                    });
        } else {
            file.stored().renameStream(from, name, replace);
            file.streamRenamed(stream, name);
        }
        NotifyHub hub = file.volume().notifications();
        VolumePath path = open.stored().path();
        int filter = ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_NAME;
        hub.changed(path, from, NotifyHub.REMOVED_STREAM, filter);
        hub.changed(path, name, NotifyHub.ADDED_STREAM, filter);
    }

    private static void checkReplaceable(SharedFile file, String stream, boolean replace)
            throws SmbException, VolumeException {
        for (StreamEntry entry : file.stored().streams()) {
            if (entry.name().equalsIgnoreCase(stream)) {
                if (!replace) {
                    throw new SmbException(NtStatus.OBJECT_NAME_COLLISION);
                }
                if (file.isStreamOpen(stream) || entry.size() > 0) {
                    throw new SmbException(NtStatus.INVALID_PARAMETER);
                }
            }
        }
    }

    /**
     * Marks what is open, a file, directory or named stream, as to be deleted with its last close,
     * or takes the mark back. [MS-FSA] 2.1.5.15.3
     *
     * @param ignoreReadOnly whether a file that is read-only may be deleted
     * @throws SmbException ACCESS_DENIED, CANNOT_DELETE, DIRECTORY_NOT_EMPTY
     */
    public static void setDelete(Open open, boolean delete, boolean ignoreReadOnly)
            throws SmbException, VolumeException, MustWait {
        open.require(AccessMask.DELETE);
        SharedFile file = open.file();
        boolean primary = open.mode().isPrimary();
        if (!delete) {
            if (primary) {
                file.spare();
            } else {
                file.doomStream(open.stream(), false);
            }
            return;
        }
        file.breakFor(Oplocks.Operation.HANDLE, open);
        StoredFile stored = open.stored();
        if (stored.path().isRoot()) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
        if (!ignoreReadOnly && (stored.metadata().attributes() & Metadata.READONLY) != 0) {
            throw new SmbException(NtStatus.CANNOT_DELETE);
        }
        if (!primary) {
            file.doomStream(open.stream(), true);
            return;
        }
        if (open.mode().directory() && !isEmpty(stored)) {
            throw new SmbException(NtStatus.DIRECTORY_NOT_EMPTY);
        }
        file.doom(open);
        for (Open each : file.opens()) {
            file.volume().notifications().end(each, NtStatus.DELETE_PENDING);
        }
    }

    private static boolean isEmpty(StoredFile directory) throws VolumeException {
        try (DirectoryListing listing = directory.list()) {
            return listing.next(name -> true) == null;
        }
    }

    /**
     * A directory that a name is looked up in.
     *
     * @throws SmbException OBJECT_PATH_NOT_FOUND when there is none of that name
     */
    static StoredFile openDirectory(ServedVolume volume, VolumePath path)
            throws SmbException, VolumeException {
        StoredFile found;
        try {
            found = volume.volume().open(path);
        } catch (VolumeException e) {
            if (e.reason() == VolumeException.Reason.NAME_NOT_FOUND) {
                throw new SmbException(NtStatus.OBJECT_PATH_NOT_FOUND);
            }
            throw e;
        }
        if (!found.isDirectory()) {
            found.close();
            throw new SmbException(NtStatus.OBJECT_PATH_NOT_FOUND);
        }
        return found;
    }
}
