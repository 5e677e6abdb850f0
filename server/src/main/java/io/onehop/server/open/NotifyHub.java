package io.onehop.server.open;

import io.onehop.base.Limits;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.NtStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who watch directories of a volume what changes there. Whoever changes something calls
 * {@link #changed} after it is done. Thread safe; holds no lock while clients are answered.
 * [MS-FSA] 2.1.4.1
 */
public final class NotifyHub {
    /** Actions. [MS-FSCC] 2.7.1 */
    public static final int ADDED = 1;

    public static final int REMOVED = 2;
    public static final int MODIFIED = 3;
    public static final int RENAMED_OLD_NAME = 4;
    public static final int RENAMED_NEW_NAME = 5;
    public static final int ADDED_STREAM = 6;
    public static final int REMOVED_STREAM = 7;
    public static final int MODIFIED_STREAM = 8;

    private static final int RENAME_MODIFIES =
            ChangeNotify.FILE_NOTIFY_CHANGE_ATTRIBUTES | ChangeNotify.FILE_NOTIFY_CHANGE_CREATION;

    /** What of a file is another when another file has taken its place. */
    private static final int REPLACED =
            ChangeNotify.FILE_NOTIFY_CHANGE_ATTRIBUTES
                    | ChangeNotify.FILE_NOTIFY_CHANGE_SIZE
                    | ChangeNotify.FILE_NOTIFY_CHANGE_LAST_WRITE
                    | ChangeNotify.FILE_NOTIFY_CHANGE_LAST_ACCESS
                    | ChangeNotify.FILE_NOTIFY_CHANGE_CREATION
                    | ChangeNotify.FILE_NOTIFY_CHANGE_SECURITY
                    | ChangeNotify.FILE_NOTIFY_CHANGE_EA;

    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    /** Something happened to a file. */
    public void changed(VolumePath path, int action, int filter) {
        changed(path, "", action, filter);
    }

    /**
     * Something happened to a stream of a file.
     *
     * @param stream its name, or empty when it is the file itself
     */
    public void changed(VolumePath path, String stream, int action, int filter) {
        for (Watch watch : watches) {
            String name = watch.nameOf(path, filter);
            if (name != null) {
                String full = stream.isEmpty() ? name : name + ":" + stream;
                answer(watch.offer(List.of(new Watch.Event(action, full))));
            }
        }
    }

    /**
     * A file has another name: the old and the new one are told as a pair within one directory, as
     * gone and come between two. As in Windows, and as smbtorture's smb2.notify.mask-change and
     * smb2.notify.rec expect, who watches attributes but not names hears of a file that it was
     * modified, and of a directory nothing.
     */
    public void renamed(VolumePath from, VolumePath to, boolean directory) {
        renamed(from, to, directory, null);
    }

    /**
     * The same for a name that another file had. If it was the same to the letter, nothing came:
     * what was there changed, and the old name is gone. [MS-FSA] 2.1.5.15.12
     *
     * @param replaced the name that the other file had, or null when there was none
     */
    void renamed(VolumePath from, VolumePath to, boolean directory, @Nullable String replaced) {
        int names = ChangeNotify.FILE_NOTIFY_CHANGE_FILE_NAME;
        if (replaced != null && replaced.equals(to.name())) {
            changed(from, REMOVED, names);
            changed(to, MODIFIED, REPLACED);
            return;
        }
        if (replaced != null) {
            changed(to.parent().child(replaced), REMOVED, names);
        }
        int filter =
                directory
                        ? ChangeNotify.FILE_NOTIFY_CHANGE_DIR_NAME
                        : ChangeNotify.FILE_NOTIFY_CHANGE_FILE_NAME;
        boolean within = Paths.same(from.parent(), to.parent());
        for (Watch watch : watches) {
            List<Watch.Event> events = new ArrayList<>(2);
            add(events, watch.nameOf(from, filter), within ? RENAMED_OLD_NAME : REMOVED);
            add(events, watch.nameOf(to, filter), within ? RENAMED_NEW_NAME : ADDED);
            if (events.isEmpty() && !directory) {
                add(events, watch.nameOf(to, RENAME_MODIFIES), MODIFIED);
            }
            if (!events.isEmpty()) {
                answer(watch.offer(events));
            }
        }
    }

    private static void add(List<Watch.Event> events, @Nullable String name, int action) {
        if (name != null) {
            events.add(new Watch.Event(action, name));
        }
    }

    /**
     * Waits for changes of a directory. The first request of an open says what is watched.
     *
     * @throws SmbException DELETE_PENDING, INSUFFICIENT_RESOURCES
     */
    Reply watch(Open open, Watch.Scope scope, int maxBytes) throws SmbException {
        ServedVolume volume = open.file().volume();
        Watch watch = open.watch();
        if (watch == null) {
            Watch made = new Watch(() -> open.stored().path(), scope);
            watch = open.watch(made);
            if (watch == made) {
                watches.add(watch);
            }
        }
        if (open.mode().deletesOnClose() || open.file().isDeletePending()) {
            throw new SmbException(NtStatus.DELETE_PENDING);
        }
        PendingReply pending = volume.pending();
        Watch seen = watch;
        pending.onEarlyEnd(() -> seen.forget(pending));
        answer(watch.ask(pending, maxBytes));
        return pending.reply();
    }

    /** Waits for changes as CHANGE_NOTIFY asks. */
    public Reply watch(Open open, boolean recursive, int filter, int maxBytes) throws SmbException {
        int buffer = Math.min(maxBytes, Limits.MAX_NOTIFY_BUFFER_BYTES);
        return watch(open, new Watch.Scope(recursive, filter, buffer), maxBytes);
    }

    /** The directory's open is closed, or its directory is about to be deleted. */
    void end(Open open, NtStatus status) {
        Watch watch = open.watch();
        if (watch != null) {
            watches.remove(watch);
            answer(watch.end(status));
        }
    }

    private static void answer(List<Watch.Answer> answers) {
        for (Watch.Answer answer : answers) {
            NtStatus status = answer.status();
            boolean told =
                    status.equals(NtStatus.SUCCESS) || status.equals(NtStatus.NOTIFY_ENUM_DIR);
            answer.request()
                    .complete(
                            told
                                    ? new Reply.Success(
                                            status,
                                            new ChangeNotify.Response(answer.changes()),
                                            null)
                                    : Reply.of(status));
        }
    }
}
