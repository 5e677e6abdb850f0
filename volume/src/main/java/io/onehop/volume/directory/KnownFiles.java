package io.onehop.volume.directory;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is stored with files that are not open any more, so that the host need not be asked for it
 * when they are opened again; good as long as the host's change time stays. A file is here or has a
 * {@link FileNode}, never both, so nothing here outlives a change of ours. Guarded by {@link
 * OpenFiles}.
 */
final class KnownFiles {
    /** As it was when the host had this change time. */
    record Known(
            long changeSeconds,
            int changeNanos,
            StoredAttributes attributes,
            KnownSecurity security) {
        private boolean isOf(HostStat stat) {
            return stat.changeSeconds() == changeSeconds && stat.changeNanos() == changeNanos;
        }
    }

    private final Map<Long, Known> files;

    /**
     * @param most files that are kept, those that were closed last
     */
    KnownFiles(int most) {
        files =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Long, Known> eldest) {
                        return size() > most;
                    }
                };
    }

    void put(long inode, Known known) {
        files.put(inode, known);
    }

    /** What is known of a file that is to be opened, which is not kept here any longer; or null. */
    @Nullable Known take(HostStat stat) {
        Known known = files.remove(stat.inode());
        return known != null && known.isOf(stat) ? known : null;
    }
}
