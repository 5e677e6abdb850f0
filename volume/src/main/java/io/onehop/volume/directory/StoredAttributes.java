package io.onehop.volume.directory;

import io.onehop.volume.Metadata;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the host's own metadata has no place for, as it lies in {@code user.onehop.attr}: 46 bytes,
 * big-endian, headed by a version. A file without it has that of {@link #absent}.
 *
 * @param attributes FILE_ATTRIBUTE_ flags without DIRECTORY and REPARSE_POINT
 * @param creationTime FILETIME, or 0 for the host's
 * @param changeTime FILETIME that was set, good while the host's write time is {@code
 *     changeTimeWrite}; 0 for the host's
 * @param streams names the folder of the named streams together with the inode; 0 for none
 * @param beside whether any value may lie beside the file
 */
record StoredAttributes(
        int attributes,
        long creationTime,
        long changeTime,
        long changeTimeWrite,
        int reparseTag,
        int eaSize,
        long streams,
        boolean beside) {
    static final int BYTES = 46;
    private static final byte VERSION = 1;
    private static final int BESIDE = 1;
    private static final int KEPT = Metadata.SETTABLE | Metadata.SPARSE_FILE;

    /** Those of a file that the host made. */
    static StoredAttributes absent(boolean directory) {
        return ofNew(directory ? 0 : Metadata.ARCHIVE);
    }

    static StoredAttributes ofNew(int attributes) {
        int kept = attributes & Metadata.SETTABLE;
        return new StoredAttributes(kept, 0, 0, 0, 0, 0, 0, false);
    }

    /** Null for a form that this version does not know. */
    static @Nullable StoredAttributes decode(byte[] value) {
        if (value.length != BYTES || value[0] != VERSION) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(value, 1, BYTES - 1);
        boolean beside = (in.get() & BESIDE) != 0;
        return new StoredAttributes(
                in.getInt(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getInt(),
                in.getInt(),
                in.getLong(),
                beside);
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .put((byte) (beside ? BESIDE : 0))
                .putInt(attributes)
                .putLong(creationTime)
                .putLong(changeTime)
                .putLong(changeTimeWrite)
                .putInt(reparseTag)
                .putInt(eaSize)
                .putLong(streams)
                .array();
    }

    StoredAttributes withAttributes(int flags) {
        return new StoredAttributes(
                flags & KEPT,
                creationTime,
                changeTime,
                changeTimeWrite,
                reparseTag,
                eaSize,
                streams,
                beside);
    }

    StoredAttributes withCreationTime(long time) {
        return new StoredAttributes(
                attributes, time, changeTime, changeTimeWrite, reparseTag, eaSize, streams, beside);
    }

    StoredAttributes withChangeTime(long time, long write) {
        return new StoredAttributes(
                attributes, creationTime, time, write, reparseTag, eaSize, streams, beside);
    }

    StoredAttributes withReparseTag(int tag) {
        return new StoredAttributes(
                attributes,
                creationTime,
                changeTime,
                changeTimeWrite,
                tag,
                eaSize,
                streams,
                beside);
    }

    StoredAttributes withEaSize(int size) {
        return new StoredAttributes(
                attributes,
                creationTime,
                changeTime,
                changeTimeWrite,
                reparseTag,
                size,
                streams,
                beside);
    }

    StoredAttributes withStreams(long id) {
        return new StoredAttributes(
                attributes,
                creationTime,
                changeTime,
                changeTimeWrite,
                reparseTag,
                eaSize,
                id,
                beside);
    }

    StoredAttributes withBeside() {
        return new StoredAttributes(
                attributes,
                creationTime,
                changeTime,
                changeTimeWrite,
                reparseTag,
                eaSize,
                streams,
                true);
    }

    /** Whether the file has something in our folder. */
    boolean hasBelongings() {
        return streams != 0 || beside;
    }

    /**
     * @param reserved where reserved storage of the data ends, or 0
     */
    Metadata metadata(HostStat stat, long reserved) {
        int flags = attributes;
        flags |= stat.isDirectory() ? Metadata.DIRECTORY : 0;
        flags |= stat.storage().compressed() ? Metadata.COMPRESSED : 0;
        flags |= reparseTag != 0 ? Metadata.REPARSE_POINT : 0;
        HostStat.Times times = stat.times();
        boolean sticky = changeTime != 0 && times.write() == changeTimeWrite;
        return new Metadata(
                stat.inode(),
                creationTime != 0 ? creationTime : stat.creationTime(),
                times.access(),
                times.write(),
                sticky ? changeTime : times.change(),
                stat.isDirectory() ? 0 : stat.size(),
                stat.isDirectory() ? 0 : stat.allocated(reserved),
                flags,
                stat.isDirectory() ? 1 : stat.links(),
                reparseTag,
                eaSize);
    }
}
