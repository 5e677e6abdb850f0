package io.onehop.server.open;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lease on one stream of one file. Its grant and its opens are guarded by the file's lock.
 * [MS-SMB2] 3.3.1.12
 */
public final class Lease {
    private final LeaseId id;
    private final SharedStream stream;
    private final Grant grant;
    private final @Nullable UUID parentKey;
    final List<Open> opens = new ArrayList<>();

    /** A lease on a file that is about to go does not keep its key from other files. */
    volatile boolean deleteOnClose;

    Lease(LeaseRequest request, SharedStream stream) {
        this.id = request.id();
        this.stream = stream;
        LeaseRequest.Version2 v2 = request.version2();
        Grant.Kind kind = v2 == null ? Grant.Kind.LEASE : Grant.Kind.LEASE_V2;
        this.grant = new Grant(id, kind, v2 == null ? 0 : v2.epoch());
        this.parentKey = v2 == null ? null : v2.parentKey();
    }

    public LeaseId id() {
        return id;
    }

    public SharedStream stream() {
        return stream;
    }

    public Grant grant() {
        return grant;
    }

    /** The key of the client's lease on the directory that the file is in, if it named one. */
    public @Nullable UUID parentKey() {
        return parentKey;
    }

    /**
     * What a CREATE asks for. [MS-SMB2] 2.2.13.2.8
     *
     * @param version2 null in version 1
     */
    public record LeaseRequest(LeaseId id, int wanted, @Nullable Version2 version2) {
        /**
         * What version 2 has more. [MS-SMB2] 2.2.13.2.10
         *
         * @param parentKey of the lease on the directory above, or null
         * @param directories whether a directory may be leased too
         */
        public record Version2(int epoch, @Nullable UUID parentKey, boolean directories) {}

        /** The same for a directory, of which nothing is written; null when it gets no lease. */
        @Nullable LeaseRequest onDirectory() {
            return version2 == null || !version2.directories
                    ? null
                    : new LeaseRequest(id, wanted & ~Caching.W, version2);
        }
    }

    /** What a CREATE may want to cache: nothing, an oplock's level, or a lease. */
    public record Wish(int oplockState, @Nullable LeaseRequest lease) {
        public static final Wish NOTHING = new Wish(Caching.NONE, null);
    }
}
