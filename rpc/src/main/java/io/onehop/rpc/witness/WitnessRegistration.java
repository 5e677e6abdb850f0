package io.onehop.rpc.witness;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registration as administrators see it.
 *
 * @param version of the client, {@link Register#VERSION_1} or {@link Register#VERSION_2}
 * @param sinceNanos when it was made, on the registry's clock
 * @param lastNotification what the client was last told, null while nothing
 */
public record WitnessRegistration(
        UUID id,
        Registrant names,
        int version,
        long sinceNanos,
        @Nullable Notification lastNotification) {}
