package io.onehop.server.open;

import io.onehop.volume.StoredFile;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the opens of one stream share: its handle, locks and caching. For a directory it has no
 * data. Mutable parts but the handle are guarded by the file's lock. [MS-FSA] 2.1.1.5
 */
public final class SharedStream {
    private final SharedFile file;
    private volatile String name;

    /** Opened by the first who needs it: an open that only asks for attributes never does. */
    private final AtomicReference<@Nullable StoredStream> handle = new AtomicReference<>();

    final ByteRangeLocks<Open> locks = new ByteRangeLocks<>();
    final Oplocks oplocks = new Oplocks();
    final List<Open> opens = new ArrayList<>();
    final List<WaitingLock> waitingLocks = new ArrayList<>();

    /** Opens that are admitted and have operations that may use the handle. */
    int uses;

    /** Set by an open that wants this named stream deleted after the last close. */
    boolean deletePending;

    /** The stream is gone; its name belongs to others. */
    boolean removed;

    /** Copies for reading without the lock: nothing to check when false. */
    volatile boolean mayBeLocked;

    volatile boolean mayBeCached;

    /** A lock that a client waits for. */
    record WaitingLock(ByteRangeLocks<Open>.Waiter waiter, PendingReply pending) {}

    SharedStream(SharedFile file, String name) {
        this.file = file;
        this.name = name;
    }

    public SharedFile file() {
        return file;
    }

    /** Without type; empty for the unnamed stream and for directories. */
    public String name() {
        return name;
    }

    void renamed(String to) {
        name = to;
        opens.forEach(open -> open.streamRenamed(to));
    }

    /** The stream's bytes. Call it only with the open in use. */
    public StoredStream data() throws VolumeException {
        StoredStream known = handle.get();
        if (known != null) {
            return known;
        }
        StoredFile stored = file.stored();
        StoredStream opened = stored.stream(name, false);
        return offer(opened);
    }

    /** Takes a handle, or closes it when there is one already; returns the one to use. */
    StoredStream offer(StoredStream opened) {
        StoredStream winner = handle.compareAndExchange(null, opened);
        if (winner != null) {
            opened.close();
            return winner;
        }
        return opened;
    }

    /** Whether there is a handle, so that nobody needs to open another. */
    boolean hasData() {
        return handle.get() != null;
    }

    void closeData() {
        StoredStream last = handle.getAndSet(null);
        if (last != null) {
            last.close();
        }
    }

    /** Brings the copies for unlocked reading up to date; with the lock held. */
    void publish() {
        mayBeLocked = !locks.isEmpty();
        mayBeCached = !oplocks.isEmpty();
    }
}
