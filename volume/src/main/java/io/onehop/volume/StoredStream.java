package io.onehop.volume;

import io.onehop.base.Limits;
import java.nio.ByteBuffer;
import java.util.List;

/** The bytes of one stream. Thread safe. Offsets and lengths in bytes. */
public interface StoredStream extends AutoCloseable {
    /** Empty for the unnamed stream. */
    String name();

    /**
     * Reads until the buffer is full or the stream ends; returns the count, 0 at or past the end.
     */
    int read(ByteBuffer into, long offset) throws VolumeException;

    /** What {@link #readAtOnce} answers when it would have to wait. */
    int WOULD_WAIT = -1;

    /**
     * As {@link #read}, but only if all of it is at hand: never waits for a device or for another
     * thread's calls. Answers {@link #WOULD_WAIT}, and leaves the buffer's position, where it is
     * not.
     */
    default int readAtOnce(ByteBuffer into, long offset) throws VolumeException {
        return WOULD_WAIT;
    }

    /** Writes all that remains in the buffer; the stream grows with zeros where needed. */
    void write(ByteBuffer from, long offset) throws VolumeException;

    long size() throws VolumeException;

    long allocationSize() throws VolumeException;

    /** Cuts or grows (sparsely) the stream. */
    void setSize(long size) throws VolumeException;

    /** Reserves or gives back storage; cuts the stream when it is longer. */
    void setAllocation(long bytes) throws VolumeException;

    /** Makes a range read as zeros and gives its storage back where it can; the size stays. */
    void zero(long offset, long length) throws VolumeException;

    /** The ranges within the given one that have storage, in order. */
    List<ByteRange> allocatedRanges(long offset, long length) throws VolumeException;

    /**
     * Copies from a stream of the same volume as if all were read before any is written. Returns
     * the count, which is less than the length only where the other stream ends.
     *
     * @param length at most {@link Limits#MAX_IO_BYTES}
     */
    default long copy(StoredStream from, long fromOffset, long offset, long length)
            throws VolumeException {
        if (length < 0 || length > Limits.MAX_IO_BYTES) {
            throw new VolumeException(VolumeException.Reason.TOO_LARGE, "copy of " + length);
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) length);
        int read = from.read(buffer, fromOffset);
        write(buffer.flip(), offset);
        return read;
    }

    /**
     * Makes a range hold what a range of another stream of this volume holds, both on the same
     * storage until one of them changes. Offsets and length are multiples of the volume's
     * allocation unit, and both ranges lie within their streams; if they are in the same stream
     * they do not overlap.
     *
     * @throws VolumeException NOT_SUPPORTED where the store cannot; nothing changed then
     */
    default void share(StoredStream from, long fromOffset, long offset, long length)
            throws VolumeException {
        throw new VolumeException(VolumeException.Reason.NOT_SUPPORTED, "no shared storage");
    }

    /** Puts the data on stable storage. */
    void flush() throws VolumeException;

    @Override
    void close();
}
