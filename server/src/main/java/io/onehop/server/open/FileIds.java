package io.onehop.server.open;

import io.onehop.wire.smb2.FileId;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives out FileIds that are unique in the cluster's life: a volume's number, the epoch of its
 * ownership and a counter that no two volumes of a process share. Thread safe. [MS-SMB2] 2.2.14.1
 */
public final class FileIds {
    private static final int COUNTER_BITS = 32;

    /** A handle of an earlier ownership must never name an open of a later one. */
    private static final AtomicLong COUNTER = new AtomicLong(new SecureRandom().nextInt());

    private final long high;

    /**
     * @param volumeNumber of the volume whose opens they name
     * @param epoch of this node's ownership of it
     */
    public FileIds(int volumeNumber, long epoch) {
        high = ((long) volumeNumber & 0xFFFF) << 48 | (epoch & 0xFFFF) << COUNTER_BITS;
    }

    public FileId next() {
        long id = high | (COUNTER.incrementAndGet() & 0xFFFF_FFFFL);
        return new FileId(id, id);
    }
}
