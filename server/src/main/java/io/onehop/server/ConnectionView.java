package io.onehop.server;

import io.onehop.wire.smb2.Dialect;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection, for administrators.
 *
 * @param dialect null before NEGOTIATE
 */
public record ConnectionView(
        long connectionId, String client, @Nullable Dialect dialect, Instant since, int sessions) {}
