package io.onehop.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames: a zero byte, a 24-bit length in network order, the message.
 * [MS-SMB2] 2.1; session keep-alives of RFC 1002 4.3.6 are skipped.
 *
 * <p>A frame that lies whole in what was read is a slice of it, and so is one whose rest has room
 * behind what came. Another is read straight into a buffer of its own: see {@link #unfinished}. One
 * thread.
 */
public final class FrameAssembler {
    private static final int TYPE_MESSAGE = 0x00;
    private static final int TYPE_KEEP_ALIVE = 0x85;
    private static final int HEADER_BYTES = 4;
    private static final int SHARED_BYTES = 16 << 10;
    private static final int FIRST_BYTES_OF_STRANGER = 2048;

    private final ByteBufAllocator allocator;
    private boolean trusted;
    private int header;
    private int headerBytes;
    private int lastFrameBytes;
    private @Nullable ByteBuf unfinished;
    private Runnable releaseUnfinished = () -> {};

    public FrameAssembler(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Takes larger frames from now on. */
    public void trust() {
        trusted = true;
    }

    /**
     * The frame that still lacks bytes, with room for some of them at its end, or null between
     * frames. Bytes may be read into it directly; it is then given to {@link #accept} itself.
     */
    @Nullable ByteBuf unfinished() {
        ByteBuf frame = unfinished;
        if (frame != null && !frame.isWritable()) {
            // A stranger's frame grows as its bytes come, not by what it says of itself.
            frame.capacity(Math.min(frame.maxCapacity(), frame.capacity() * 2));
        }
        return frame;
    }

    /** What the frame that began last takes on the wire; 0 before the first. */
    int lastFrameBytes() {
        return lastFrameBytes;
    }

    /** What the frame lacks that is not finished; 0 between frames. */
    int missingBytes() {
        ByteBuf frame = unfinished;
        return frame == null ? 0 : frame.maxCapacity() - frame.writerIndex();
    }

    /** Takes bytes, and the reference to them. */
    @SuppressWarnings("ReferenceEquality") // whether it is that very buffer, whatever it holds
    public void accept(ByteBuf in, Consumer<Frame> sink) throws MalformedMessageException {
        try {
            if (in == unfinished) {
                finish(in, sink);
                return;
            }
            while (in.isReadable()) {
                if (unfinished != null) {
                    fill(unfinished, in, sink);
                } else if (readHeader(in)) {
                    begin(in, sink);
                }
            }
        } finally {
            in.release();
        }
    }

    /** Gives memory back. */
    public void close() {
        if (unfinished != null) {
            unfinished = null;
            releaseUnfinished.run();
        }
    }

    private boolean readHeader(ByteBuf in) {
        while (headerBytes < HEADER_BYTES && in.isReadable()) {
            header = header << 8 | in.readUnsignedByte();
            headerBytes++;
        }
        return headerBytes == HEADER_BYTES;
    }

    private void begin(ByteBuf in, Consumer<Frame> sink) throws MalformedMessageException {
        int type = header >>> 24;
        int length = header & 0xFF_FFFF;
        header = 0;
        headerBytes = 0;
        if (type == TYPE_KEEP_ALIVE && length == 0) {
            return;
        }
        int limit = trusted ? Limits.MAX_FRAME_BYTES : Limits.MAX_UNAUTHENTICATED_FRAME_BYTES;
        if (type != TYPE_MESSAGE || length == 0 || length > limit) {
            throw new MalformedMessageException("frame of type " + type + " and length " + length);
        }
        lastFrameBytes = HEADER_BYTES + length;
        boolean shares = mayShare(in, length);
        if (in.readableBytes() >= length) {
            ByteBuf frame =
                    shares
                            ? in.readRetainedSlice(length)
                            : allocator.directBuffer(length, length).writeBytes(in, length);
            emit(frame, frame::release, sink);
            return;
        }
        int came = in.readableBytes();
        if (shares && in.capacity() - in.readerIndex() >= length) {
            ByteBuf frame = in.retainedSlice(in.readerIndex(), length).writerIndex(came);
            in.skipBytes(came);
            unfinished = frame;
            releaseUnfinished = frame::release;
        } else if (trusted) {
            MessageMemory.Lent lent = MessageMemory.lend(length);
            unfinished = lent.buffer();
            releaseUnfinished = lent.release();
        } else {
            ByteBuf frame =
                    allocator.directBuffer(Math.min(length, FIRST_BYTES_OF_STRANGER), length);
            unfinished = frame;
            releaseUnfinished = frame::release;
        }
    }

    /**
     * Whether a frame may be a part of what it came in. A small one that waits for long must not
     * hold a large buffer: what a client makes a server hold is counted by its frames.
     */
    private static boolean mayShare(ByteBuf in, int length) {
        return in.capacity() <= SHARED_BYTES || length >= in.capacity() / 4;
    }

    private void fill(ByteBuf frame, ByteBuf in, Consumer<Frame> sink) {
        int count = Math.min(frame.maxCapacity() - frame.writerIndex(), in.readableBytes());
        frame.writeBytes(in, count);
        finish(frame, sink);
    }

    private void finish(ByteBuf frame, Consumer<Frame> sink) {
        if (frame.writerIndex() == frame.maxCapacity()) {
            unfinished = null;
            emit(frame, releaseUnfinished, sink);
        }
    }

    private static void emit(ByteBuf frame, Runnable release, Consumer<Frame> sink) {
        sink.accept(new Frame(frame.nioBuffer().order(ByteOrder.LITTLE_ENDIAN), release));
    }
}
