package io.onehop.server.open;

import java.util.UUID;

/** Whose lease: clients choose keys, each for itself. [MS-SMB2] 3.3.1.11, 3.3.1.12 */
public record LeaseId(UUID clientGuid, UUID leaseKey) {}
