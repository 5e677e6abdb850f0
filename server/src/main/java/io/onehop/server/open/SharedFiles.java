package io.onehop.server.open;

import io.onehop.volume.StoredFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of a volume that are in use, one for all opens of each. Thread safe. */
final class SharedFiles {
    /** A file in use, and the name it was opened by if the file is known by another. */
    record Acquired(SharedFile file, @Nullable StoredFile ownLink, boolean fresh) {}

    private final ServedVolume volume;

    /** By file id; guarded by itself, as are the references of the files in it. */
    private final Map<Long, SharedFile> files = new HashMap<>();

    SharedFiles(ServedVolume volume) {
        this.volume = volume;
    }

    /**
     * The shared file of a handle that was just opened. Takes the handle over: it is closed when
     * the file is known already by that name. {@link #release} must follow.
     */
    Acquired acquire(StoredFile opened) {
        SharedFile known;
        synchronized (files) {
            known = files.get(opened.fileId());
            if (known == null) {
                SharedFile made = new SharedFile(volume, opened);
                made.references = 1;
                files.put(opened.fileId(), made);
                return new Acquired(made, null, true);
            }
            known.references++;
        }
        if (Paths.same(known.stored().path(), opened.path())) {
            opened.close();
            return new Acquired(known, null, false);
        }
        return new Acquired(known, opened, false);
    }

    /** Ends a use of a shared file if there are others, so that no handle is closed. */
    boolean releaseUnlessLast(SharedFile file) {
        synchronized (files) {
            if (file.references == 1) {
                return false;
            }
            file.references--;
            return true;
        }
    }

    /** Ends a use of a shared file. The file id is free for others before the handle is closed. */
    void release(SharedFile file) {
        synchronized (files) {
            file.references--;
            if (file.references > 0) {
                return;
            }
            files.remove(file.fileId(), file);
        }
        file.closeStored();
    }

    /** The shared file of an id, if it is open now; {@link #release} must follow. */
    @Nullable SharedFile peek(long fileId) {
        synchronized (files) {
            SharedFile known = files.get(fileId);
            if (known != null) {
                known.references++;
            }
            return known;
        }
    }

    /** All files in use at this moment. */
    List<SharedFile> all() {
        synchronized (files) {
            return List.copyOf(files.values());
        }
    }
}
