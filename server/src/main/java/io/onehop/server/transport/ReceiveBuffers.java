package io.onehop.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where the socket's next bytes go: into the frame that is not finished, so that large
 * writes are not copied, or into a small buffer that may hold several requests.
 */
final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int STRANGER_BYTES = 2048;
    private static final int TRUSTED_BYTES = 16 << 10;

    private final Supplier<@Nullable ByteBuf> unfinished;
    private volatile boolean trusted;

    ReceiveBuffers(Supplier<@Nullable ByteBuf> unfinished) {
        this.unfinished = unfinished;
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
                return trusted ? TRUSTED_BYTES : STRANGER_BYTES;
            }
        };
    }
}
