package io.onehop.volume.directory;

import io.onehop.base.TimeSource;
import io.onehop.volume.NameFolding;
import io.onehop.volume.VolumeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * For each directory that was asked for a name in another case, or for one that is missing: its
 * names, folded. Made by one scan and good while the directory's change time stays, our own changes
 * taken over. Those least used go when there are too many names.
 *
 * <p>A change by the host within the clock tick of a scan, or between one of our changes and the
 * look at the clock after it, could go unseen: an index of which that may be true lasts a while
 * only. An index that was expensive to make is not made anew at once either, so that a directory
 * which the host fills costs no scan per lookup. Exact names are never looked up here, so all that
 * either can do is to miss a name in another case for that while.
 */
final class NameIndexes {
    private static final int STRIPES = 64;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SHORTEST_DOUBTED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long EXPENSIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int DOUBTED_COSTS = 200;
    private static final int EXPENSIVE_COSTS = 20;

    /** A directory's change time, on the host's clock. */
    private record Stamp(long seconds, int nanos) {
        static Stamp of(HostStat stat) {
            return new Stamp(stat.changeSeconds(), stat.changeNanos());
        }
    }

    /** Guarded by the lock of its directory. */
    private static final class Index {
        final Map<String, String> names;
        final boolean ambiguous;
        final long madeNanos;
        final long costNanos;
        Stamp stamp;
        boolean doubted;

        /** What counts for it in the sum of all; guarded by the owner's monitor. */
        int counted;

        Index(Scan scan, Stamp stamp, boolean doubted, long madeNanos, long costNanos) {
            this.names = scan.names;
            this.ambiguous = scan.ambiguous;
            this.stamp = stamp;
            this.doubted = doubted;
            this.madeNanos = madeNanos;
            this.costNanos = costNanos;
        }
    }

    private record Scan(Map<String, String> names, boolean ambiguous) {}

    private final Host host;
    private final long maximumNames;
    private final TimeSource time;
    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];
    private final LinkedHashMap<Long, Index> indexes = new LinkedHashMap<>(16, 0.75f, true);
    private long indexedNames;
    private long scans;

    NameIndexes(Host host, long maximumNames, TimeSource time) {
        this.host = host;
        this.maximumNames = maximumNames;
        this.time = time;
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** The lock under which names of a directory are looked up here and changed. */
    ReentrantLock lock(long directory) {
        return locks[(int) Math.floorMod(directory, (long) STRIPES)];
    }

    /** How many directories were read, for tests and for finding what is slow. */
    synchronized long scans() {
        return scans;
    }

    /**
     * The stored name that is the same but for case, or null.
     *
     * @param before what the directory was just now
     */
    @Nullable String find(int directory, HostStat before, String name) throws VolumeException {
        ReentrantLock lock = lock(before.inode());
        lock.lock();
        try {
            return current(directory, before).names.get(NameFolding.fold(name));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether there is an index of the directory and it is good right now, to be asked before a
     * change; the lock of the directory or of all names is held.
     */
    boolean isCurrent(int directory, long inode) throws VolumeException {
        Index index = cached(inode);
        return index != null && index.stamp.equals(Stamp.of(host.stat(directory)));
    }

    /**
     * Takes over a change of ours; the lock of the directory or of all names is held.
     *
     * @param wasCurrent what {@link #isCurrent} said before it
     */
    void changed(
            int directory,
            long inode,
            boolean wasCurrent,
            @Nullable String gone,
            @Nullable String come)
            throws VolumeException {
        Index index = cached(inode);
        if (index == null) {
            return;
        }
        if (!wasCurrent || index.ambiguous) {
            forget(inode);
            return;
        }
        if (gone != null) {
            index.names.remove(NameFolding.fold(gone));
        }
        if (come != null) {
            index.names.put(NameFolding.fold(come), come);
        }
        index.stamp = Stamp.of(host.stat(directory));
        index.doubted = true;
        count(inode, index);
    }

    private Index current(int directory, HostStat before) throws VolumeException {
        Index index = cached(before.inode());
        if (index != null && isGood(index, before)) {
            return index;
        }
        // Another thread may have brought it up to date since the caller looked.
        HostStat now = host.stat(directory);
        if (index != null && isGood(index, now)) {
            return index;
        }
        Instant clock = time.now();
        long start = time.nanos();
        Scan scan = scan(directory);
        long end = time.nanos();
        Instant changed = Instant.ofEpochSecond(now.changeSeconds(), now.changeNanos());
        boolean doubted = changed.plusNanos(TICK_NANOS).isAfter(clock);
        Index made = new Index(scan, Stamp.of(now), doubted, end, end - start);
        keep(now.inode(), made);
        return made;
    }

    private boolean isGood(Index index, HostStat now) {
        long age = time.nanos() - index.madeNanos;
        if (!index.stamp.equals(Stamp.of(now))) {
            return index.costNanos > EXPENSIVE_NANOS && age < index.costNanos * EXPENSIVE_COSTS;
        }
        return !index.doubted
                || age < Math.max(SHORTEST_DOUBTED_NANOS, index.costNanos * DOUBTED_COSTS);
    }

    private Scan scan(int directory) throws VolumeException {
        Map<String, String> names = new HashMap<>();
        boolean ambiguous = false;
        try (DirectoryReader reader = DirectoryReader.open(host, directory)) {
            while (reader.next()) {
                String name = reader.name();
                ambiguous |= names.putIfAbsent(NameFolding.fold(name), name) != null;
            }
        }
        return new Scan(names, ambiguous);
    }

    private synchronized @Nullable Index cached(long inode) {
        return indexes.get(inode);
    }

    private synchronized void keep(long inode, Index index) {
        forget(inode);
        scans++;
        indexes.put(inode, index);
        count(inode, index);
    }

    /** Drops what is known of a directory. */
    synchronized void forget(long inode) {
        Index old = indexes.remove(inode);
        if (old != null) {
            indexedNames -= old.counted;
        }
    }

    private synchronized void count(long inode, Index index) {
        if (indexes.get(inode) != index) {
            return;
        }
        indexedNames += index.names.size() - index.counted;
        index.counted = index.names.size();
        var oldest = indexes.entrySet().iterator();
        while (indexedNames > maximumNames && indexes.size() > 1 && oldest.hasNext()) {
            indexedNames -= oldest.next().getValue().counted;
            oldest.remove();
        }
    }
}
