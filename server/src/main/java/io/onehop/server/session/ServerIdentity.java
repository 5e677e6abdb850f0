package io.onehop.server.session;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterView;
import io.onehop.server.ServerCounters;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * What every connection of the server needs of the whole.
 *
 * @param serverGuid of this node
 */
public record ServerIdentity(
        UUID serverGuid,
        ClusterView cluster,
        SessionTable sessions,
        ServerCounters counters,
        TimeSource time,
        SecureRandom random) {}
