package io.onehop.volume;

import org.jspecify.annotations.Nullable;

/**
 * A change of times and attributes; null leaves a field as it is. Times are FILETIMEs. The store
 * sets no time by itself but LastWriteTime and ChangeTime where data changes; what is sticky is the
 * server's business.
 */
public record MetadataChange(
        @Nullable Long creationTime,
        @Nullable Long lastAccessTime,
        @Nullable Long lastWriteTime,
        @Nullable Long changeTime,
        @Nullable Integer attributes) {
    /** A change of attributes only. */
    public static MetadataChange ofAttributes(int attributes) {
        return new MetadataChange(null, null, null, null, attributes);
    }
}
