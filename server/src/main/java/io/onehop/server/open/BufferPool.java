package io.onehop.server.open;

import java.nio.ByteBuffer;

/** Memory for reads. Thread safe. */
public interface BufferPool {
    /** Takes direct buffers from the JVM and leaves them to the garbage collector. */
    BufferPool UNPOOLED =
            length -> {
                ByteBuffer memory = ByteBuffer.allocateDirect(length);
                return new Lent(memory, () -> {});
            };

    /**
     * A buffer and the way to give it back.
     *
     * @param memory direct, from position 0 to the length asked for
     * @param release called once, from any thread, after the last use of the memory
     */
    record Lent(ByteBuffer memory, Runnable release) {}

    /**
     * Lends memory.
     *
     * @param length in bytes, at most Limits.MAX_IO_BYTES
     */
    Lent lend(int length);
}
