package io.onehop.volume.directory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * What statx(2) says of a file. Times are FILETIMEs; {@code changeSeconds} and {@code changeNanos}
 * are the host's change time in full, {@code birthTime} is 0 where the file system keeps none.
 */
record HostStat(
        long inode,
        long device,
        int mode,
        int links,
        long size,
        Storage storage,
        Times times,
        long changeSeconds,
        int changeNanos) {
    private static final int TYPE = 0xF000;
    private static final int TYPE_DIRECTORY = 0x4000;
    private static final int TYPE_REGULAR = 0x8000;
    private static final int BIRTH_TIME = 0x800;
    private static final long COMPRESSED = 0x4;
    private static final long EPOCH_DIFFERENCE_SECONDS = 11_644_473_600L;

    /**
     * The storage of a file in bytes.
     *
     * @param taken all that is taken, also by what the host keeps besides the data
     * @param unit the smallest piece that is taken, or a multiple of it
     * @param compressed whether what is written is compressed
     */
    record Storage(long taken, int unit, boolean compressed) {}

    /** The times of a file as FILETIMEs. */
    record Times(long access, long birth, long change, long write) {}

    /**
     * @param compresses whether the file system means it when it says that a file is compressed
     */
    static HostStat read(MemorySegment s, boolean compresses) {
        boolean compressed = compresses && (s.get(JAVA_LONG, 8) & COMPRESSED) != 0;
        boolean hasBirth = (s.get(JAVA_INT, 0) & BIRTH_TIME) != 0;
        long major = Integer.toUnsignedLong(s.get(JAVA_INT, 136));
        long minor = Integer.toUnsignedLong(s.get(JAVA_INT, 140));
        return new HostStat(
                s.get(JAVA_LONG, 32),
                (major << 32) | minor,
                Short.toUnsignedInt(s.get(JAVA_SHORT, 28)),
                s.get(JAVA_INT, 16),
                s.get(JAVA_LONG, 40),
                new Storage(s.get(JAVA_LONG, 48) * 512, s.get(JAVA_INT, 4), compressed),
                new Times(time(s, 64), hasBirth ? time(s, 80) : 0, time(s, 96), time(s, 112)),
                s.get(JAVA_LONG, 96),
                s.get(JAVA_INT, 104));
    }

    private static long time(MemorySegment s, long at) {
        return (s.get(JAVA_LONG, at) + EPOCH_DIFFERENCE_SECONDS) * 10_000_000
                + s.get(JAVA_INT, at + 8) / 100;
    }

    /** The seconds since 1970 of a FILETIME, rounded down. */
    static long unixSeconds(long fileTime) {
        return Math.floorDiv(fileTime, 10_000_000L) - EPOCH_DIFFERENCE_SECONDS;
    }

    /**
     * The bytes that the data takes. The host also counts extended attributes and its own maps of
     * large files, so what is beyond the end of the data counts only as far as it was reserved.
     *
     * @param reserved where reserved storage ends, or 0
     */
    long allocated(long reserved) {
        long unit = Math.max(512, storage.unit);
        long data = roundedUp(size, unit);
        if (storage.taken <= data) {
            return storage.taken;
        }
        return Math.max(data, Math.min(storage.taken, roundedUp(reserved, unit)));
    }

    private static long roundedUp(long bytes, long unit) {
        return bytes > Long.MAX_VALUE - unit ? bytes : Math.ceilDiv(bytes, unit) * unit;
    }

    boolean isDirectory() {
        return (mode & TYPE) == TYPE_DIRECTORY;
    }

    /** Links, devices, pipes and sockets of the host are no part of a volume. */
    boolean isServed() {
        return isServedType(mode);
    }

    static boolean isServedType(int mode) {
        return (mode & TYPE) == TYPE_DIRECTORY || (mode & TYPE) == TYPE_REGULAR;
    }

    /** The mode alone. */
    static int mode(MemorySegment s) {
        return Short.toUnsignedInt(s.get(JAVA_SHORT, 28));
    }

    /** When the file was made, as well as the host knows. */
    long creationTime() {
        return times.birth != 0
                ? times.birth
                : Math.min(times.access, Math.min(times.change, times.write));
    }
}
