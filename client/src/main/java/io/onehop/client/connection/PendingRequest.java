package io.onehop.client.connection;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A request on its way. Guarded by its connection's lock, but for the future. */
final class PendingRequest {
    final Call call;
    final int charge;
    final long sessionId;
    final CompletableFuture<Reply> reply = new CompletableFuture<>();
    ByteBuffer kept = ByteBuffer.allocate(0);
    long messageId = -1;
    long asyncId;
    int askedCredits;
    long deadlineNanos;

    PendingRequest(Call call, int charge, long sessionId) {
        this.call = call;
        this.charge = charge;
        this.sessionId = sessionId;
    }
}
