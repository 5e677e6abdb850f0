package io.onehop.client.connection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for what always ends: replies and calls that have deadlines of their own. */
public final class Await {
    private Await() {}

    public static Reply reply(CompletableFuture<Reply> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static IOException failure(ExecutionException e) {
        if (e.getCause() instanceof IOException io) {
            return io;
        }
        throw new IllegalStateException(e.getCause());
    }
}
