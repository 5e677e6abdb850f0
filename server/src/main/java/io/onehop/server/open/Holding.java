package io.onehop.server.open;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an open caches at one moment.
 *
 * @param state as in {@link Caching}
 * @param lease the lease it is, or null for an oplock or nothing
 */
public record Holding(int state, @Nullable OfLease lease) {
    /**
     * What is to be said of a lease.
     *
     * @param version2 whether it is of version 2, which is told by whoever asked for it first
     * @param parentKey that version 2 named, or null
     */
    public record OfLease(
            LeaseId id, boolean breaking, boolean version2, int epoch, @Nullable UUID parentKey) {}

    public static Holding of(Open open) {
        return open.file()
                .read(
                        () -> {
                            Lease lease = open.lease;
                            Grant grant = lease == null ? open.oplock : lease.grant();
                            if (grant == null) {
                                return new Holding(Caching.NONE, null);
                            }
                            return new Holding(
                                    grant.state(),
                                    lease == null
                                            ? null
                                            : new OfLease(
                                                    lease.id(),
                                                    grant.isBreaking(),
                                                    grant.kind() == Grant.Kind.LEASE_V2,
                                                    grant.epoch(),
                                                    lease.parentKey()));
                        });
    }

    /** The same, but no more of an oplock than this. */
    public Holding withOplock(int most) {
        return lease == null ? new Holding(state & most, null) : this;
    }
}
