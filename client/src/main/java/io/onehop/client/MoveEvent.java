package io.onehop.client;

import io.onehop.client.move.MoveKind;
import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A share, or one of its files, is used through another connection or open than before.
 *
 * @param from null if nothing was in use
 * @param to may be the same node
 * @param when it was over
 * @param pauseMillis from the last operation answered before to the first answered after; 0 if no
 *     operation waited
 */
public record MoveEvent(
        String share,
        MoveKind kind,
        @Nullable InetAddress from,
        InetAddress to,
        Instant when,
        double pauseMillis) {}
