package io.onehop.server.open;

import io.onehop.volume.VolumePath;
import io.onehop.wire.smb2.ChangeNotify;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The directories of a volume whose entries clients cache by a lease, found by their path when an
 * entry changes. A change is made first and told of after, and nobody waits for the answer: who
 * looks again sees it. Thread safe; {@link #put} and {@link #remove} are called with the
 * directory's lock held, {@link #changed} with no lock. [MS-FSA] 2.1.4.12, PARENT_OBJECT
 */
final class DirectoryCaches {
    /** What is not seen in a directory's listing. */
    private static final int UNLISTED =
            ChangeNotify.FILE_NOTIFY_CHANGE_SECURITY
                    | ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_NAME
                    | ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_SIZE
                    | ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_WRITE;

    private final ConcurrentHashMap<String, SharedFile> directories = new ConcurrentHashMap<>();

    /**
     * A directory is cached from now on, or has another name.
     *
     * @param former under which it is known, or null
     * @return the key under which it is known now
     */
    String put(SharedFile directory, @Nullable String former) {
        String key = Paths.key(directory.stored().path());
        if (!key.equals(former)) {
            remove(directory, former);
            directories.put(key, directory);
        }
        return key;
    }

    /** A directory is not cached any more. */
    void remove(SharedFile directory, @Nullable String key) {
        if (key != null) {
            directories.remove(key, directory);
        }
    }

    /** Whether a change that watchers are told of with this filter is seen in a listing. */
    static boolean isListed(int filter) {
        return (filter & ~UNLISTED) != 0;
    }

    /**
     * An entry came, went, or changed.
     *
     * @param parentKey of the lease that is left alone, as its client knows of the change; keys
     *     alone count, not whose they are: [MS-FSA] 2.1.4.12.2
     */
    void changed(VolumePath entry, @Nullable UUID parentKey) {
        if (directories.isEmpty() || entry.isRoot()) {
            return;
        }
        SharedFile directory = directories.get(Paths.key(entry.parent()));
        if (directory != null) {
            directory.entryChanged(parentKey);
        }
    }
}
