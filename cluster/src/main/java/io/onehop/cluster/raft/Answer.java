package io.onehop.cluster.raft;

import org.jspecify.annotations.Nullable;

/**
 * What a command or a {@link Question} got.
 *
 * @param version of the state that the leader had
 * @param refused why not, for the operator; null when it was done
 * @param granted whether a heartbeat renewed the lease
 * @param leaseMillis how long from the moment the heartbeat was sent
 */
public record Answer(long version, @Nullable String refused, boolean granted, int leaseMillis) {}
