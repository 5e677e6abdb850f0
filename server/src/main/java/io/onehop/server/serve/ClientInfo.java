package io.onehop.server.serve;

import io.onehop.wire.smb2.Dialect;
import java.util.UUID;

/**
 * The machine behind a session.
 *
 * @param address IP address and port of the client's first connection, for people
 * @param name what the client calls itself, or its address
 * @param entryNode the node that the client is connected to
 * @param capabilities the client's capabilities of NEGOTIATE
 */
public record ClientInfo(
        UUID clientGuid,
        Dialect dialect,
        int capabilities,
        String address,
        String name,
        String entryNode) {}
