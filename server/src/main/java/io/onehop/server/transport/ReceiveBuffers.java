package io.onehop.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where the socket's next bytes go: into the frame that is not finished, so that large
 * writes are not copied, or into a buffer that may hold several requests. That one is as large as
 * the last frame was: who writes 64 KiB goes on to do so, and each then comes by one system call.
 */
final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int STRANGER_BYTES = 2048;
    private static final int TRUSTED_BYTES = 16 << 10;

    /** A write of 256 KiB. Of larger ones what is copied of their beginning is a small part. */
    private static final int MOST_BYTES = 260 << 10;

    private final Supplier<@Nullable ByteBuf> unfinished;
    private final IntSupplier lastBytes;
    private volatile boolean trusted;

    /**
     * @param unfinished the frame that lacks bytes, if there is one
     * @param lastBytes what the last frame took on the wire, 0 before the first
     */
    ReceiveBuffers(Supplier<@Nullable ByteBuf> unfinished, IntSupplier lastBytes) {
        this.unfinished = unfinished;
        this.lastBytes = lastBytes;
    }

    void trust() {
        trusted = true;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface's own method returns the deprecated type
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                ByteBuf frame = unfinished.get();
                return frame != null ? frame.retain() : allocator.ioBuffer(guess());
            }

            @Override
            public int guess() {
                if (!trusted) {
                    return STRANGER_BYTES;
                }
                int last = lastBytes.getAsInt();
                return last <= MOST_BYTES ? Math.max(last, TRUSTED_BYTES) : TRUSTED_BYTES;
            }
        };
    }
}
