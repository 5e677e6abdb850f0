package io.onehop.server.open;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lease on one stream of one file. Its grant and its opens are guarded by the file's lock.
 * [MS-SMB2] 3.3.1.12
 */
public final class Lease {
    private final LeaseId id;
    private final SharedStream stream;
    private final Grant grant;
    final List<Open> opens = new ArrayList<>();

    /** A lease on a file that is about to go does not keep its key from other files. */
    volatile boolean deleteOnClose;

    Lease(LeaseRequest request, SharedStream stream) {
        this.id = request.id();
        this.stream = stream;
        Grant.Kind kind = request.version2() ? Grant.Kind.LEASE_V2 : Grant.Kind.LEASE;
        this.grant = new Grant(id, kind, request.epoch());
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

    /** What a CREATE asks for. [MS-SMB2] 2.2.13.2.8, 2.2.13.2.10 */
    public record LeaseRequest(LeaseId id, int wanted, boolean version2, int epoch) {}

    /** What a CREATE may want to cache: nothing, an oplock's level, or a lease. */
    public record Wish(int oplockState, @Nullable LeaseRequest lease) {
        public static final Wish NOTHING = new Wish(Caching.NONE, null);
    }
}
