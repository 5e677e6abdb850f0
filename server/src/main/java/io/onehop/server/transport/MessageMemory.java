package io.onehop.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory for messages. What is too large for the chunks of Netty's arenas, a read or a write
 * of a mebibyte, comes from a few buffers that are used again last in, first out: they are hot, and
 * the system need not clear them each time. Thread safe.
 */
final class MessageMemory {
    /** From here on the arenas would fetch and clear memory for each message. */
    private static final int LARGE_BYTES = 512 << 10;

    /** A mebibyte of data and what is around it. */
    private static final int LARGEST_BYTES = (1 << 20) + (16 << 10);

    private static final int MAX_KEPT = 8;

    /** Buffers of {@link #LARGEST_BYTES} that nobody uses; guarded by itself. */
    private static final ArrayDeque<ByteBuf> FREE = new ArrayDeque<>(MAX_KEPT);

    private MessageMemory() {}

    /**
     * A buffer with nothing in it and room for so many bytes, and the way to give it back.
     *
     * @param release called once, from any thread, after the last use
     */
    record Lent(ByteBuf buffer, Runnable release) {}

    static Lent lend(int length) {
        if (length < LARGE_BYTES || length > LARGEST_BYTES) {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(length, length);
            return new Lent(buffer, buffer::release);
        }
        ByteBuf whole = take();
        ByteBuf part = whole.retainedSlice(0, length).clear();
        return new Lent(
                part,
                () -> {
                    part.release();
                    give(whole);
                });
    }

    private static ByteBuf take() {
        ByteBuf kept;
        synchronized (FREE) {
            kept = FREE.pollLast();
        }
        return kept != null
                ? kept
                : UnpooledByteBufAllocator.DEFAULT.directBuffer(LARGEST_BYTES, LARGEST_BYTES);
    }

    private static void give(ByteBuf whole) {
        @Nullable ByteBuf surplus = whole;
        synchronized (FREE) {
            if (FREE.size() < MAX_KEPT) {
                FREE.addLast(whole);
                surplus = null;
            }
        }
        if (surplus != null) {
            surplus.release();
        }
    }
}
