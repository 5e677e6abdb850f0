package io.onehop.server.connection;

import io.onehop.server.serve.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a connection that have no final answer yet, so that they can be cancelled:
 * RequestList and AsyncCommandList of [MS-SMB2] 3.3.1.7. On the link's thread.
 */
final class Requests {
    private final Map<Long, Exchange> byMessageId = new HashMap<>();
    private final Map<Long, Exchange> byAsyncId = new HashMap<>();
    private long lastAsyncId;

    /** A request that was begun and not answered at once. */
    void begun(Exchange exchange) {
        byMessageId.put(exchange.header().messageId(), exchange);
    }

    /** Its final answer is there. */
    void ended(Exchange exchange) {
        byMessageId.remove(exchange.header().messageId(), exchange);
        if (exchange.isAsync()) {
            byAsyncId.remove(exchange.asyncId());
        }
    }

    /** It will be answered later; the client is not told so. */
    void waits(Exchange exchange, Reply.Pending pending) {
        byMessageId.put(exchange.header().messageId(), exchange);
        exchange.waits(0, pending);
    }

    /** It will be answered later. */
    void goesAsync(Exchange exchange, Reply.Pending pending) {
        lastAsyncId++;
        byMessageId.put(exchange.header().messageId(), exchange);
        byAsyncId.put(lastAsyncId, exchange);
        exchange.waits(lastAsyncId, pending);
    }

    int asyncCount() {
        return byAsyncId.size();
    }

    @Nullable Exchange byMessageId(long messageId) {
        return byMessageId.get(messageId);
    }

    @Nullable Exchange byAsyncId(long asyncId) {
        return byAsyncId.get(asyncId);
    }

    /** Ends all requests of a session or a tree. */
    void end(Predicate<Exchange> which) {
        // Ending may answer, which changes the maps.
        byMessageId.values().stream().filter(which).toList().forEach(Exchange::end);
    }

    /** The connection is gone. */
    void lost() {
        List.copyOf(byMessageId.values()).forEach(Exchange::lost);
    }
}
