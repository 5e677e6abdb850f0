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
    /** Besides the security descriptor, which others may share. */
    private static final int ENTRY_BYTES = 200;

    /** As it was when the host had this change time. */
    record Known(
            long birthTime,
            long changeSeconds,
            int changeNanos,
            StoredAttributes attributes,
            KnownSecurity security) {
        static Known of(HostStat stat, StoredAttributes attributes, KnownSecurity security) {
            return new Known(
                    stat.times().birth(),
                    stat.changeSeconds(),
                    stat.changeNanos(),
                    attributes,
                    security);
        }

        private boolean isOf(HostStat stat) {
            return stat.changeSeconds() == changeSeconds
                    && stat.changeNanos() == changeNanos
                    && stat.times().birth() == birthTime;
        }

        private int bytes() {
            return ENTRY_BYTES + security.bytes();
        }
    }

    private final long most;
    private final LinkedHashMap<Long, Known> files = new LinkedHashMap<>();
    private long bytes;

    /**
     * @param most bytes that are kept, of those that were closed last
     */
    KnownFiles(long most) {
        this.most = most;
    }

    /** Of a file that is not here. */
    void put(long inode, Known known) {
        files.put(inode, known);
        bytes += known.bytes();
        while (bytes > most) {
            Map.Entry<Long, Known> eldest = files.pollFirstEntry();
            bytes -= eldest.getValue().bytes();
        }
    }

    /** What is known of a file that is to be opened, which is not kept here any longer; or null. */
    @Nullable Known take(HostStat stat) {
        Known known = files.remove(stat.inode());
        if (known == null) {
            return null;
        }
        bytes -= known.bytes();
        return known.isOf(stat) ? known : null;
    }
}
