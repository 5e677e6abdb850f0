package io.onehop.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.onehop.server.open.BufferPool;
import java.nio.ByteOrder;

/**
 * Memory for reads from the transport's own arenas, so that what was just sent is used again while
 * it is hot. Thread safe.
 */
public final class PooledBuffers implements BufferPool {
    @Override
    public Lent lend(int length) {
        ByteBuf memory = PooledByteBufAllocator.DEFAULT.directBuffer(length, length);
        return new Lent(
                memory.nioBuffer(0, length).order(ByteOrder.LITTLE_ENDIAN), memory::release);
    }
}
