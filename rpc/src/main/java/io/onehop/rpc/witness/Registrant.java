package io.onehop.rpc.witness;

import org.jspecify.annotations.Nullable;

/** The names in a registration, any of which a client can leave out. [MS-SWN] 3.1.4.5. */
public record Registrant(
        @Nullable String netName,
        @Nullable String shareName,
        @Nullable String ipAddress,
        @Nullable String clientComputerName) {}
