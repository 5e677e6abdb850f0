package io.onehop.volume.directory;

import io.onehop.base.TimeSource;
import io.onehop.volume.NameFolding;
import io.onehop.volume.ShortNames;
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
 * <p>The host's clock has ticks, so a change within the tick of another leaves the change time as
 * it is. An index made within a tick of the directory's change is therefore made anew by each
 * look-up, until one is made later. A change by the host between one of ours and the look at the
 * change time after it could also go unseen: such an index is made anew when we have changed
 * nothing for a while, and now and then if we always do.
 *
 * <p>A large directory that the host fills must not cost a scan per look-up: its index may be as
 * old as some scans take. Exact names are never looked up here, so all that this can do is to miss
 * a name in another case for that while.
 */
final class NameIndexes {
    private static final int STRIPES = 64;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_DOUBTED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int LARGE_NAMES = 1000;
    private static final int LARGE_COSTS = 20;
    private static final int LARGE_DOUBTED_COSTS = 200;

    /** Why an index may lack a change that the directory's change time does not tell of. */
    private enum Doubt {
        NONE,
        /** It was made within a tick of the directory's change. */
        SAME_TICK,
        /** We have changed the directory since. */
        OUR_CHANGE
    }

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
        Doubt doubt;
        long changedNanos;

        /** The names by their generated 8.3 names; made when it is first needed. */
        private @Nullable Map<String, String> shorts;

        /** What counts for it in the sum of all; guarded by the owner's monitor. */
        int counted;

        Index(Scan scan, Stamp stamp, Doubt doubt, long madeNanos, long costNanos) {
            this.names = scan.names;
            this.ambiguous = scan.ambiguous;
            this.stamp = stamp;
            this.doubt = doubt;
            this.madeNanos = madeNanos;
            this.costNanos = costNanos;
        }

        @Nullable String find(String folded) {
            String name = names.get(folded);
            if (name != null || !ShortNames.mayBeGenerated(folded)) {
                return name;
            }
            String byShort = shorts().get(folded);
            return byShort == null || byShort.isEmpty() ? null : byShort;
        }

        private Map<String, String> shorts() {
            Map<String, String> known = shorts;
            if (known == null) {
                known = new HashMap<>();
                for (String name : names.values()) {
                    addShort(known, name);
                }
                shorts = known;
            }
            return known;
        }

        /** An empty name stands for several, none of which is found by it. */
        private static void addShort(Map<String, String> to, String name) {
            String made = ShortNames.of(name);
            if (!made.isEmpty() && !OurFolder.isName(name)) {
                to.merge(made, name, (one, other) -> "");
            }
        }

        void remove(String name) {
            names.remove(NameFolding.fold(name));
            Map<String, String> known = shorts;
            if (known != null && known.getOrDefault(ShortNames.of(name), name).isEmpty()) {
                shorts = null;
            } else if (known != null) {
                known.remove(ShortNames.of(name));
            }
        }

        void add(String name) {
            if (names.containsKey(NameFolding.fold(name))) {
                remove(name);
            }
            names.put(NameFolding.fold(name), name);
            Map<String, String> known = shorts;
            if (known != null) {
                addShort(known, name);
            }
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
     * The stored name that is the same but for case, or whose 8.3 name is; or null.
     *
     * @param before what the directory was just now
     */
    @Nullable String find(int directory, HostStat before, String name) throws VolumeException {
        ReentrantLock lock = lock(before.inode());
        lock.lock();
        try {
            return current(directory, before).find(NameFolding.fold(name));
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
            index.remove(gone);
        }
        if (come != null) {
            index.add(come);
        }
        index.stamp = Stamp.of(host.stat(directory));
        index.doubt = Doubt.OUR_CHANGE;
        index.changedNanos = time.nanos();
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
        Doubt doubt = changed.plusNanos(TICK_NANOS).isAfter(clock) ? Doubt.SAME_TICK : Doubt.NONE;
        Index made = new Index(scan, Stamp.of(now), doubt, end, end - start);
        keep(now.inode(), made);
        return made;
    }

    private boolean isGood(Index index, HostStat now) {
        long clock = time.nanos();
        long age = clock - index.madeNanos;
        // By their number, not by the time that it took: a busy machine makes any scan slow.
        boolean large = index.names.size() > LARGE_NAMES;
        if (!index.stamp.equals(Stamp.of(now))) {
            return large && age < index.costNanos * LARGE_COSTS;
        }
        return switch (index.doubt) {
            case NONE -> true;
            case SAME_TICK -> large && age < index.costNanos * LARGE_COSTS;
            case OUR_CHANGE ->
                    (clock - index.changedNanos < CALM_NANOS && age < LONGEST_DOUBTED_NANOS)
                            || (large && age < index.costNanos * LARGE_DOUBTED_COSTS);
        };
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
