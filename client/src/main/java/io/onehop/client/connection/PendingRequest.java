package io.onehop.client.connection;

import io.onehop.wire.crypto.Signer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request on its way. Guarded by its connection's lock, but for the future. */
final class PendingRequest {
    final Call call;
    final int charge;
    final long sessionId;

    /** That signs it before there are keys of the connection's own, or null. */
    final @Nullable Signer signer;

    final CompletableFuture<Reply> reply = new CompletableFuture<>();
    ByteBuffer kept = ByteBuffer.allocate(0);
    long messageId = -1;
    long asyncId;
    int askedCredits;
    long deadlineNanos;

    PendingRequest(Call call, int charge, long sessionId) {
        this(call, charge, sessionId, null);
    }

    PendingRequest(Call call, int charge, long sessionId, @Nullable Signer signer) {
        this.call = call;
        this.charge = charge;
        this.sessionId = sessionId;
        this.signer = signer;
    }
}
