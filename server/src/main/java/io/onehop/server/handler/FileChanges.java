package io.onehop.server.handler;

import io.onehop.base.FileTime;
import io.onehop.server.open.MustWait;
import io.onehop.server.open.NotifyHub;
import io.onehop.server.open.Open;
import io.onehop.server.open.OpenFiles;
import io.onehop.server.open.Oplocks;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Metadata;
import io.onehop.volume.MetadataChange;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.fscc.FileAllocationInformation;
import io.onehop.wire.fscc.FileBasicInformation;
import io.onehop.wire.fscc.FileDispositionInformation;
import io.onehop.wire.fscc.FileDispositionInformationEx;
import io.onehop.wire.fscc.FileEndOfFileInformation;
import io.onehop.wire.fscc.FileInformationClass;
import io.onehop.wire.fscc.FileLinkInformation;
import io.onehop.wire.fscc.FileModeInformation;
import io.onehop.wire.fscc.FilePositionInformation;
import io.onehop.wire.fscc.FileRenameInformation;
import io.onehop.wire.fscc.FileValidDataLengthInformation;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.NtStatus;
import org.jspecify.annotations.Nullable;

/** SET_INFO of SMB2_0_INFO_FILE. [MS-SMB2] 3.3.5.21.1, [MS-FSA] 2.1.5.15 */
final class FileChanges {
    private FileChanges() {}

    static void apply(Open open, FileInformationClass set, WireReader in)
            throws SmbException, VolumeException, MalformedMessageException, MustWait {
        switch (set) {
            case BASIC -> basic(open, FileBasicInformation.decode(in));
            case RENAME -> rename(open, FileRenameInformation.decode(in));
            case RENAME_EX -> rename(open, FileRenameInformation.decodeEx(in));
            case LINK -> link(open, FileLinkInformation.decode(in));
            case DISPOSITION ->
                    OpenFiles.setDelete(
                            open, FileDispositionInformation.decode(in).deletePending(), false);
            case DISPOSITION_EX -> dispositionEx(open, FileDispositionInformationEx.decode(in));
            case POSITION -> position(open, FilePositionInformation.decode(in));
            case MODE -> mode(open, FileModeInformation.decode(in));
            case FULL_EA -> EaQueries.set(open, in);
            case ALLOCATION -> allocation(open, FileAllocationInformation.decode(in));
            case END_OF_FILE -> endOfFile(open, FileEndOfFileInformation.decode(in));
            case VALID_DATA_LENGTH ->
                    validDataLength(open, FileValidDataLengthInformation.decode(in));
            // There are no short names, files are no pipes, quotas are not kept.
            case SHORT_NAME, PIPE, QUOTA -> throw new SmbException(NtStatus.NOT_SUPPORTED);
            case DIRECTORY,
                    FULL_DIRECTORY,
                    BOTH_DIRECTORY,
                    STANDARD,
                    INTERNAL,
                    EA,
                    ACCESS,
                    NAME,
                    NAMES,
                    ALIGNMENT,
                    ALL,
                    ALTERNATE_NAME,
                    STREAM,
                    PIPE_LOCAL,
                    PIPE_REMOTE,
                    COMPRESSION,
                    NETWORK_OPEN,
                    ATTRIBUTE_TAG,
                    ID_BOTH_DIRECTORY,
                    ID_FULL_DIRECTORY,
                    NORMALIZED_NAME,
                    ID,
                    ID_EXTD_DIRECTORY,
                    ID_64_EXTD_DIRECTORY,
                    ID_64_EXTD_BOTH_DIRECTORY,
                    ID_ALL_EXTD_DIRECTORY,
                    ID_ALL_EXTD_BOTH_DIRECTORY ->
                    throw new SmbException(NtStatus.INVALID_INFO_CLASS);
        }
    }

    /** [MS-FSA] 2.1.5.15.2 */
    private static void basic(Open open, FileBasicInformation given)
            throws SmbException, VolumeException {
        open.require(AccessMask.FILE_WRITE_ATTRIBUTES);
        long[] times = {
            given.creationTime(), given.lastAccessTime(), given.lastWriteTime(), given.changeTime()
        };
        for (long time : times) {
            if (time < FileBasicInformation.RESUME_UPDATES) {
                throw new SmbException(NtStatus.INVALID_PARAMETER);
            }
        }
        Integer attributes = attributes(open, given.fileAttributes());
        Long changeTime = set(given.changeTime());
        if (given.changeTime() == FileBasicInformation.UNCHANGED && !open.keepsChangeTime()) {
            changeTime = FileTime.of(open.file().volume().runtime().time().now());
        } else if (given.changeTime() == FileBasicInformation.RESUME_UPDATES) {
            // What was held back until now does not come to light: the next change counts.
            changeTime = open.metadata().changeTime();
        }
        Long writeTime =
                given.lastWriteTime() == FileBasicInformation.RESUME_UPDATES
                        ? Long.valueOf(open.metadata().lastWriteTime())
                        : set(given.lastWriteTime());
        open.stored()
                .change(
                        new MetadataChange(
                                set(given.creationTime()),
                                set(given.lastAccessTime()),
                                writeTime,
                                changeTime,
                                attributes));
        open.showChangeTime();
        stickWriteTime(open, given.lastWriteTime());
        stickChangeTime(open, given.changeTime());
        int filter =
                (attributes == null ? 0 : ChangeNotify.FILE_NOTIFY_CHANGE_ATTRIBUTES)
                        | (given.creationTime() > 0 ? ChangeNotify.FILE_NOTIFY_CHANGE_CREATION : 0)
                        | (given.lastAccessTime() > 0
                                ? ChangeNotify.FILE_NOTIFY_CHANGE_LAST_ACCESS
                                : 0)
                        | (given.lastWriteTime() > 0
                                ? ChangeNotify.FILE_NOTIFY_CHANGE_LAST_WRITE
                                : 0);
        if (filter != 0) {
            open.file().volume().changed(open, open.stored().path(), NotifyHub.MODIFIED, filter);
        } else if (given.changeTime() > 0) {
            open.file().volume().listingChanged(open);
        }
    }

    private static @Nullable Long set(long time) {
        return time > 0 ? time : null;
    }

    /** From now on the open's writes leave the time that was set, or the one there is. */
    private static void stickWriteTime(Open open, long time) {
        if (time != FileBasicInformation.UNCHANGED) {
            open.keepLastWriteTime(time != FileBasicInformation.RESUME_UPDATES);
        }
    }

    /** The same for what changes ChangeTime. */
    private static void stickChangeTime(Open open, long time) throws VolumeException {
        if (time == FileBasicInformation.RESUME_UPDATES) {
            open.unstickChangeTime();
        } else if (time == FileBasicInformation.STOP_UPDATES) {
            open.stickChangeTime(open.metadata().changeTime());
        } else if (time != FileBasicInformation.UNCHANGED) {
            open.stickChangeTime(time);
        }
    }

    /** The attributes to store, or null to leave them. */
    private static @Nullable Integer attributes(Open open, int given) throws SmbException {
        if (given == 0) {
            return null;
        }
        boolean directory = open.file().stored().isDirectory();
        if ((!directory && (given & Metadata.DIRECTORY) != 0)
                || (directory && (given & Metadata.TEMPORARY) != 0)) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        return given & Metadata.SETTABLE;
    }

    /** [MS-FSA] 2.1.5.15.12 */
    private static void rename(Open open, FileRenameInformation to)
            throws SmbException, VolumeException, MustWait {
        // Names that vanish while a file is open are not offered to clients either.
        if (to.has(FileRenameInformation.POSIX_SEMANTICS)) {
            throw new SmbException(NtStatus.NOT_SUPPORTED);
        }
        checkTarget(to.rootDirectory(), to.fileName());
        boolean replace = to.has(FileRenameInformation.REPLACE_IF_EXISTS);
        if (to.fileName().startsWith(":")) {
            OpenFiles.renameStream(open, streamName(to.fileName()), replace);
            return;
        }
        if (!open.mode().streamName().isEmpty()) {
            // A stream stays in its file; naming the file with it is answered as Windows does.
            throw new SmbException(
                    to.fileName().indexOf(':') > 0
                            ? NtStatus.SHARING_VIOLATION
                            : NtStatus.INVALID_PARAMETER);
        }
        OpenFiles.rename(open, SharePaths.inVolume(open.tree(), to.fileName()), replace);
    }

    private static void checkTarget(long rootDirectory, String name) throws SmbException {
        if (rootDirectory != 0) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        if (name.isEmpty()) {
            throw new SmbException(NtStatus.OBJECT_NAME_INVALID);
        }
    }

    /**
     * The name in ":name" or ":name:$DATA"; empty for the unnamed stream, of which the type must be
     * told. [MS-FSA] 2.1.5.15.12.1
     */
    private static String streamName(String target) throws SmbException {
        String[] parts = target.substring(1).split(":", -1);
        boolean typed = parts.length == 2;
        if (parts.length > 2 || parts[parts.length - 1].isEmpty()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        if (!CreateName.isStreamName(parts[0])) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        if (typed && !parts[1].equalsIgnoreCase("$DATA")) {
            throw new SmbException(NtStatus.OBJECT_TYPE_MISMATCH);
        }
        return parts[0];
    }

    private static void link(Open open, FileLinkInformation to)
            throws SmbException, VolumeException, MustWait {
        // Samba's client puts a separator before the name here.
        String name = to.fileName();
        String relative = name.startsWith("\\") ? name.substring(1) : name;
        checkTarget(to.rootDirectory(), relative);
        OpenFiles.link(open, SharePaths.inVolume(open.tree(), relative), to.replaceIfExists());
    }

    private static void dispositionEx(Open open, FileDispositionInformationEx how)
            throws SmbException, VolumeException, MustWait {
        if (how.has(
                FileDispositionInformationEx.POSIX_SEMANTICS
                        | FileDispositionInformationEx.ON_CLOSE)) {
            throw new SmbException(NtStatus.NOT_SUPPORTED);
        }
        OpenFiles.setDelete(
                open,
                how.has(FileDispositionInformationEx.DELETE),
                how.has(FileDispositionInformationEx.IGNORE_READONLY_ATTRIBUTE));
    }

    private static void position(Open open, FilePositionInformation given) throws SmbException {
        if (given.currentByteOffset() < 0) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        open.position(given.currentByteOffset());
    }

    /** [MS-FSA] 2.1.5.15.9: only how writes are done can change after the open. */
    private static void mode(Open open, FileModeInformation given) throws SmbException {
        OpenState state = OpenState.of(open);
        int changeable = FileModeInformation.WRITE_THROUGH | FileModeInformation.SEQUENTIAL_ONLY;
        int synchronous =
                FileModeInformation.SYNCHRONOUS_IO_ALERT
                        | FileModeInformation.SYNCHRONOUS_IO_NONALERT;
        boolean wasSynchronous = (state.mode() & synchronous) != 0;
        boolean isSynchronous = (given.mode() & synchronous) != 0;
        if ((given.mode() & ~(changeable | synchronous)) != 0
                || (given.mode() & synchronous) == synchronous
                || wasSynchronous != isSynchronous) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        int kept = state.mode() & FileModeInformation.NO_INTERMEDIATE_BUFFERING;
        state.mode(given.mode() | kept);
    }

    private static void allocation(Open open, FileAllocationInformation given)
            throws SmbException, VolumeException, MustWait {
        StoredStream data = sizable(open, given.allocationSize());
        if (given.allocationSize() < data.size()) {
            open.changeData(() -> data.setAllocation(given.allocationSize()));
            sizeChanged(open);
            return;
        }
        // Room is a change of the file and none of its data; the store sets the time of the change.
        long writeTime = open.stored().metadata().lastWriteTime();
        data.setAllocation(given.allocationSize());
        open.stored().change(new MetadataChange(null, null, writeTime, null, null));
        open.showChangeTime();
        open.file().volume().listingChanged(open);
    }

    private static void endOfFile(Open open, FileEndOfFileInformation given)
            throws SmbException, VolumeException, MustWait {
        StoredStream data = sizable(open, given.endOfFile());
        open.changeData(() -> data.setSize(given.endOfFile()));
        sizeChanged(open);
    }

    /** The stream whose size is to be set, with nobody caching it any more. */
    private static StoredStream sizable(Open open, long bytes)
            throws SmbException, VolumeException, MustWait {
        open.require(AccessMask.FILE_WRITE_DATA);
        if (bytes < 0 || open.mode().directory()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        open.file().breakFor(Oplocks.Operation.WRITE, open);
        return open.data();
    }

    private static void sizeChanged(Open open) {
        boolean named = !open.mode().streamName().isEmpty();
        open.modified(
                named
                        ? ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_SIZE
                                | ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_WRITE
                        : ChangeNotify.FILE_NOTIFY_CHANGE_SIZE
                                | ChangeNotify.FILE_NOTIFY_CHANGE_LAST_WRITE);
        open.reportModifications();
    }

    /** All of a file is valid data already: no other length than its size is possible. */
    private static void validDataLength(Open open, FileValidDataLengthInformation given)
            throws SmbException, VolumeException {
        open.require(AccessMask.FILE_WRITE_DATA);
        if (!open.session().identity().administrator()) {
            throw new SmbException(NtStatus.PRIVILEGE_NOT_HELD);
        }
        if (open.mode().directory() || given.validDataLength() != open.data().size()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
    }
}
