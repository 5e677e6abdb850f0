package io.onehop.server.transport;

import io.onehop.server.open.BufferPool;
import java.nio.ByteOrder;

/**
 * Memory for reads from where the transport takes its own, so that what was just sent is used again
 * while it is hot. Thread safe.
 */
public final class PooledBuffers implements BufferPool {
    @Override
    public Lent lend(int length) {
        MessageMemory.Lent lent = MessageMemory.lend(length);
        return new Lent(
                lent.buffer().nioBuffer(0, length).order(ByteOrder.LITTLE_ENDIAN), lent.release());
    }
}
