package io.onehop.base;

import java.time.Instant;

/** Conversions of FILETIME: 100 ns units since 1601-01-01 UTC. [MS-DTYP] 2.3.3. */
public final class FileTime {
    private static final long UNITS_PER_SECOND = 10_000_000L;
    private static final long EPOCH_DIFFERENCE_SECONDS = 11_644_473_600L;

    private FileTime() {}

    /** The FILETIME of an instant. */
    public static long of(Instant instant) {
        return (instant.getEpochSecond() + EPOCH_DIFFERENCE_SECONDS) * UNITS_PER_SECOND
                + instant.getNano() / 100;
    }

    /** The instant of a FILETIME. */
    public static Instant toInstant(long fileTime) {
        return Instant.ofEpochSecond(
                Math.floorDiv(fileTime, UNITS_PER_SECOND) - EPOCH_DIFFERENCE_SECONDS,
                Math.floorMod(fileTime, UNITS_PER_SECOND) * 100);
    }
}
