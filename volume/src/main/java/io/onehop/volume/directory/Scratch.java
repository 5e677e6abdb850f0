package io.onehop.volume.directory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Native memory for the arguments of one system call at a time. Taken from a pool and given back by
 * {@link #close}, so that neither a call nor a virtual thread pays for an allocation.
 */
final class Scratch implements AutoCloseable {
    /** What Linux takes as the longest path, with its final zero. */
    static final int PATH_BYTES = 4096;

    static final int VALUE_BYTES = 4096;
    static final int BOUNCE_BYTES = 64 << 10;

    private static final ArrayBlockingQueue<Scratch> POOL = new ArrayBlockingQueue<>(128);

    final MemorySegment errno;
    final MemorySegment path;
    final MemorySegment otherPath;
    final MemorySegment structure;
    final MemorySegment value;
    final MemorySegment bounce;

    private Scratch() {
        MemorySegment all =
                Arena.ofAuto()
                        .allocate(
                                64 + 2 * (PATH_BYTES + 64) + 512 + VALUE_BYTES + BOUNCE_BYTES, 64);
        long at = 0;
        errno = all.asSlice(at, 64);
        at += 64;
        path = all.asSlice(at, PATH_BYTES + 64);
        at += PATH_BYTES + 64;
        otherPath = all.asSlice(at, PATH_BYTES + 64);
        at += PATH_BYTES + 64;
        structure = all.asSlice(at, 512);
        at += 512;
        value = all.asSlice(at, VALUE_BYTES);
        at += VALUE_BYTES;
        bounce = all.asSlice(at, BOUNCE_BYTES);
    }

    static Scratch take() {
        Scratch pooled = POOL.poll();
        return pooled == null ? new Scratch() : pooled;
    }

    @Override
    public void close() {
        // A full pool means that this one is surplus: it goes with the garbage.
        var _ = POOL.offer(this);
    }

    /** Puts a path with its final zero; the caller has checked the length. */
    MemorySegment path(byte[] bytes) {
        return put(path, bytes);
    }

    MemorySegment otherPath(byte[] bytes) {
        return put(otherPath, bytes);
    }

    private static MemorySegment put(MemorySegment to, byte[] bytes) {
        MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, 0, bytes.length);
        to.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
        return to;
    }
}
