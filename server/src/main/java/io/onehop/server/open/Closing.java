package io.onehop.server.open;

import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.NtStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a close does, in its order: times, share modes, locks and caches, deletion, watchers.
 * [MS-FSA] 2.1.5.5
 */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    static void close(Open open) {
        SharedFile file = open.file();
        ServedVolume volume = file.volume();
        volume.notifications().end(open, NtStatus.NOTIFY_CLEANUP);
        Use attachment = open.takeAttachment();
        if (attachment != null) {
            attachment.close();
        }
        if (!volume.isAbandoned()) {
            try {
                open.restoreTimes();
            } catch (VolumeException e) {
                LOG.warn("{}: times are not kept: {}", open.stored().path(), e.getMessage());
            }
        }
        open.reportModifications();
        SharedFile.Leftover leftover = file.takeOut(open);
        StoredFile doomed = leftover.file();
        SharedStream stream = leftover.stream();
        if (doomed == null && stream == null) {
            return;
        }
        if (!volume.isAbandoned()) {
            if (doomed != null) {
                remove(open, doomed, leftover.byCloser());
            }
            if (stream != null) {
                removeStream(file, stream);
            }
        }
        file.update(file::progressed);
    }

    /**
     * The same where nothing comes of it for others, which asks the host for nothing: returns false
     * otherwise, with nothing done.
     */
    static boolean atOnce(Open open) {
        SharedFile file = open.file();
        if (file.volume().lateClosings().isFull()) {
            return false;
        }
        return file.read(
                () -> {
                    if (!open.leavesNothing() || !file.isCalm(open.stream()) || !open.shut()) {
                        return false;
                    }
                    SharedFile.Leftover leftover = file.takeOut(open);
                    if (leftover.file() != null || leftover.stream() != null) {
                        throw new IllegalStateException("a calm file is to be deleted");
                    }
                    return true;
                });
    }

    /** Newcomers are told that the file is going until this is over. */
    private static void remove(Open open, StoredFile link, boolean byCloser) {
        SharedFile file = open.file();
        VolumePath path = link.path();
        ServedVolume volume = file.volume();
        try {
            volume.lateClosings().run();
            volume.volume().remove(link);
            volume.nameRemoved();
            // A client does not know that its close deletes what another open wanted gone.
            volume.changed(
                    byCloser ? open : null,
                    path,
                    NotifyHub.REMOVED,
                    file.stored().isDirectory()
                            ? ChangeNotify.FILE_NOTIFY_CHANGE_DIR_NAME
                            : ChangeNotify.FILE_NOTIFY_CHANGE_FILE_NAME);
        } catch (VolumeException e) {
            file.spare();
            // A directory that is not empty stays, as does a file that went another way.
            switch (e.reason()) {
                case DIRECTORY_NOT_EMPTY, NAME_NOT_FOUND, PATH_NOT_FOUND -> {}
                case NAME_EXISTS,
                        NAME_INVALID,
                        IS_A_DIRECTORY,
                        NOT_A_DIRECTORY,
                        STREAM_NOT_FOUND,
                        REPARSE_POINT,
                        NO_SPACE,
                        TOO_LARGE,
                        TOO_MANY_LINKS,
                        TOO_MANY_OPEN_FILES,
                        NOT_SAME_VOLUME,
                        HOST_DENIED,
                        NOT_SUPPORTED,
                        NOT_OWNER,
                        IO_ERROR ->
                        LOG.warn("{} is not deleted on close: {}", path, e.getMessage());
            }
        }
    }

    private static void removeStream(SharedFile file, SharedStream stream) {
        VolumePath path = file.stored().path();
        try {
            file.stored().removeStream(stream.name());
            file.streamRemoved(stream);
            file.volume()
                    .notifications()
                    .changed(
                            path,
                            stream.name(),
                            NotifyHub.REMOVED_STREAM,
                            ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_NAME);
        } catch (VolumeException e) {
            file.doomStream(stream, false);
            LOG.warn("{}:{} is not deleted: {}", path, stream.name(), e.getMessage());
        }
    }
}
