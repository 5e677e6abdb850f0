package io.onehop.volume.directory;

import static io.onehop.volume.directory.Host.must;
import static io.onehop.volume.directory.LinuxCalls.O_RDONLY;
import static io.onehop.volume.directory.LinuxCalls.O_RDWR;

import io.onehop.volume.VolumeException;
import org.jspecify.annotations.Nullable;

/**
 * The open data of one stream, shared by all handles to it. Opened for reading when it is first
 * read and for writing when it is first changed, so that a file that may only be read can be, and
 * one that is only read does not look written to the host. Thread safe.
 */
final class SharedData {
    /** Opens the stream's file with flags; the number, or the negated errno. */
    interface Opener {
        int open(int flags) throws VolumeException;
    }

    private final Host host;
    private final Object lock;
    private final Opener opener;
    private final @Nullable Descriptor borrowedReader;
    private final @Nullable Descriptor borrowedWriter;
    private volatile @Nullable Descriptor reader;
    private volatile @Nullable Descriptor writer;
    private volatile long reserved;
    private int handles;

    /**
     * @param lock the monitor of the file
     * @param borrowed a descriptor that another owns, good for what it was opened for
     */
    SharedData(Host host, Object lock, Opener opener, @Nullable Descriptor borrowed) {
        this.host = host;
        this.lock = lock;
        this.opener = opener;
        this.borrowedReader = borrowed == null || borrowed.pathOnly() ? null : borrowed;
        this.borrowedWriter = borrowed == null || !borrowed.writable() ? null : borrowed;
        this.reader = borrowedReader;
        this.writer = borrowedWriter;
    }

    /** Where storage ends that was reserved beyond the data, in bytes from its start; 0 if none. */
    long reserved() {
        return reserved;
    }

    void reserved(long end) {
        reserved = end;
    }

    void addHandle() {
        synchronized (lock) {
            handles++;
        }
    }

    /** Lets one handle go; true when it was the last. */
    boolean removeHandle() {
        synchronized (lock) {
            if (--handles > 0) {
                return false;
            }
            Descriptor r = reader;
            Descriptor w = writer;
            if (r != null && r != borrowedReader) {
                r.close();
            }
            if (w != null && w != borrowedWriter) {
                w.close();
            }
            reader = borrowedReader;
            writer = borrowedWriter;
            return true;
        }
    }

    boolean hasHandles() {
        synchronized (lock) {
            return handles > 0;
        }
    }

    /** A descriptor in use by the caller, to be released. */
    Descriptor forReading() throws VolumeException {
        Descriptor open = openForReadingNow();
        return open != null ? open : openForReading();
    }

    /** As {@link #forReading} if that needs no call of the host, else null. */
    @Nullable Descriptor openForReadingNow() {
        Descriptor open = writer != null ? writer : reader;
        return open != null && open.tryUse() ? open : null;
    }

    /** A descriptor in use by the caller that may be written to, to be released. */
    Descriptor forWriting() throws VolumeException {
        Descriptor open = writer;
        return open != null && open.tryUse() ? open : openForWriting();
    }

    /** Opens what can be, before the name of the stream goes. */
    void pin() throws VolumeException {
        synchronized (lock) {
            if (writer == null) {
                int fd = opener.open(O_RDWR);
                if (fd >= 0) {
                    writer = host.descriptor(fd, O_RDWR);
                } else {
                    openForReading().release();
                }
            }
        }
    }

    private Descriptor openForReading() throws VolumeException {
        synchronized (lock) {
            Descriptor open = reader;
            if (open == null) {
                long fd = must(opener.open(O_RDONLY), "open");
                open = host.descriptor((int) fd, O_RDONLY);
                reader = open;
            }
            return used(open);
        }
    }

    private Descriptor openForWriting() throws VolumeException {
        synchronized (lock) {
            Descriptor open = writer;
            if (open == null) {
                long fd = must(opener.open(O_RDWR), "open");
                open = host.descriptor((int) fd, O_RDWR);
                writer = open;
            }
            return used(open);
        }
    }

    private Descriptor used(Descriptor open) throws VolumeException {
        if (!open.tryUse()) {
            throw host.refusal();
        }
        return open;
    }
}
