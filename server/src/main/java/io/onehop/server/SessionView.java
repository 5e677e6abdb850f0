package io.onehop.server;

import io.onehop.wire.smb2.Dialect;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A session, for administrators.
 *
 * @param client address and port of its first connection
 * @param computer what the client calls itself
 * @param protection "encrypted AES_128_GCM", "signed AES_GMAC", "none"
 * @param channels ids of its connections
 * @param shares that it is connected to
 */
public record SessionView(
        long sessionId,
        String user,
        String client,
        String computer,
        UUID clientGuid,
        Dialect dialect,
        String protection,
        String node,
        Instant since,
        List<Long> channels,
        List<String> shares,
        int opens) {}
