package io.onehop.volume;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Goes once through a directory. Entries that vanish under way are left out. One thread at a time.
 */
public interface DirectoryListing extends AutoCloseable {
    /**
     * The next entry whose name the predicate takes, or null at the end; metadata is fetched only
     * for that one.
     */
    @Nullable DirectoryEntry next(Predicate<String> wanted) throws VolumeException;

    @Override
    void close();
}
