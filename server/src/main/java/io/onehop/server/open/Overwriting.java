package io.onehop.server.open;

import io.onehop.server.serve.SmbException;
import io.onehop.volume.ExtendedAttribute;
import io.onehop.volume.Metadata;
import io.onehop.volume.MetadataChange;
import io.onehop.volume.StoredFile;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.NtStatus;
import java.util.ArrayList;
import java.util.List;

/** What a CREATE makes of a file that it overwrites or supersedes. [MS-FSA] 2.1.5.1.2 */
final class Overwriting {
    private Overwriting() {}

    /**
     * A hidden file or one of the system is overwritten as such only.
     *
     * @throws SmbException ACCESS_DENIED
     */
    static void checkAttributes(OpenPlan.Contents contents, int existing) throws SmbException {
        int kept = existing & (Metadata.HIDDEN | Metadata.SYSTEM);
        if ((kept & ~contents.attributes()) != 0) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
    }

    /** Empties the stream of an open that is in, gives it new contents, and tells watchers. */
    static void truncate(Open open, OpenPlan.Contents contents)
            throws VolumeException, SmbException {
        ServedVolume volume = open.file().volume();
        StoredFile stored = open.stored();
        StoredStream data = open.data();
        data.setSize(0);
        if (contents.allocationSize() > 0) {
            data.setAllocation(contents.allocationSize());
        }
        int filter;
        if (open.mode().isPrimary()) {
            int attributes = contents.attributes() & Metadata.SETTABLE;
            stored.change(
                    MetadataChange.ofAttributes(
                            (attributes | Metadata.ARCHIVE) & ~Metadata.NOT_CONTENT_INDEXED));
            replaceExtendedAttributes(stored, contents.extendedAttributes());
            filter =
                    ChangeNotify.FILE_NOTIFY_CHANGE_ATTRIBUTES
                            | ChangeNotify.FILE_NOTIFY_CHANGE_SIZE
                            | ChangeNotify.FILE_NOTIFY_CHANGE_LAST_WRITE;
            volume.changed(open, stored.path(), NotifyHub.MODIFIED, filter);
        } else {
            filter =
                    ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_SIZE
                            | ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_WRITE;
            volume.notifications()
                    .changed(
                            stored.path(),
                            open.mode().streamName(),
                            NotifyHub.MODIFIED_STREAM,
                            filter);
        }
    }

    private static void replaceExtendedAttributes(StoredFile stored, List<ExtendedAttribute> wanted)
            throws VolumeException {
        List<ExtendedAttribute> changes = new ArrayList<>();
        for (ExtendedAttribute old : stored.extendedAttributes()) {
            boolean again = wanted.stream().anyMatch(w -> w.name().equalsIgnoreCase(old.name()));
            if (!again) {
                changes.add(new ExtendedAttribute(old.name(), 0, new byte[0]));
            }
        }
        changes.addAll(wanted);
        if (!changes.isEmpty()) {
            stored.setExtendedAttributes(changes);
        }
    }
}
