package io.onehop.server.open;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an open caches at one moment.
 *
 * @param state as in {@link Caching}
 * @param lease whose it is, or null for an oplock or nothing
 */
public record Holding(int state, @Nullable LeaseId lease, boolean breaking, int epoch) {
    private static final UUID NO_KEY = new UUID(0, 0);

    public static Holding of(Open open) {
        return open.file()
                .read(
                        () -> {
                            Lease lease = open.lease;
                            Grant grant = lease == null ? open.oplock : lease.grant();
                            if (grant == null) {
                                return new Holding(Caching.NONE, null, false, 0);
                            }
                            return new Holding(
                                    grant.state(),
                                    lease == null ? null : lease.id(),
                                    grant.isBreaking(),
                                    grant.epoch());
                        });
    }

    public UUID leaseKey() {
        return lease == null ? NO_KEY : lease.leaseKey();
    }
}
