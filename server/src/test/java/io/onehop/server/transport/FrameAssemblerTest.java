package io.onehop.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameAssemblerTest {
    private final ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
    private final FrameAssembler assembler = new FrameAssembler(allocator);
    private final List<byte[]> frames = new ArrayList<>();

    private void take(Frame frame) {
        byte[] bytes = new byte[frame.bytes().remaining()];
        frame.bytes().get(bytes);
        frames.add(bytes);
        frame.release().run();
    }

    private void give(byte... bytes) throws MalformedMessageException {
        ByteBuf in = allocator.buffer(Math.max(1, bytes.length)).writeBytes(bytes);
        assembler.accept(in, this::take);
        assertThat(in.refCnt()).as("given back").isZero();
    }

    /** Gives what came in a buffer with room behind it. */
    private ByteBuf giveWithRoom(int room, byte... bytes) throws MalformedMessageException {
        ByteBuf in = allocator.buffer(bytes.length + room).writeBytes(bytes);
        assembler.accept(in, this::take);
        return in;
    }

    @Test
    void cutsSeveralFramesFromOneRead() throws MalformedMessageException {
        give(new byte[] {0, 0, 0, 1, 9, 0, 0, 0, 2, 8, 7, 0});
        give(new byte[] {0, 0, 1, 6});
        assertThat(frames).containsExactly(new byte[] {9}, new byte[] {8, 7}, new byte[] {6});
    }

    @Test
    void assemblesFramesFromReadsOfAnySize() throws MalformedMessageException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> sent = new ArrayList<>();
        ByteBuf stream = allocator.buffer();
        List<ByteBuf> buffers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            byte[] frame = new byte[1 + random.nextInt(i % 10 == 0 ? 60_000 : 300)];
            random.nextBytes(frame);
            sent.add(frame);
            stream.writeInt(frame.length).writeBytes(frame);
        }
        while (stream.isReadable()) {
            int count = Math.min(stream.readableBytes(), 1 + random.nextInt(5000));
            ByteBuf direct = assembler.unfinished();
            if (direct != null) {
                // As the socket does it.
                count = Math.min(count, direct.writableBytes());
                direct.writeBytes(stream, count);
                assembler.accept(direct.retain(), this::take);
            } else {
                byte[] part = new byte[count];
                stream.readBytes(part);
                buffers.add(giveWithRoom(random.nextInt(60_000), part));
            }
        }
        stream.release();
        assertThat(buffers).as("given back").allMatch(buffer -> buffer.refCnt() == 0);
        assertThat(frames).as("seed %d", seed).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(frames.get(i)).as("seed %d frame %d", seed, i).isEqualTo(sent.get(i));
        }
    }

    @Test
    void finishesAFrameWhereItBeganIfItsRestHasRoomThere() throws MalformedMessageException {
        ByteBuf in = giveWithRoom(2, (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) 9).retain();
        ByteBuf unfinished = assembler.unfinished();
        assertThat(unfinished).isNotNull();
        if (unfinished != null) {
            assembler.accept(unfinished.retain().writeBytes(new byte[] {8, 7}), this::take);
        }
        assertThat(frames).containsExactly(new byte[] {9, 8, 7});
        assertThat(in.getByte(5)).as("beside its beginning").isEqualTo((byte) 8);
        assertThat(in.release()).as("given back").isTrue();
        assertThat(assembler.lastFrameBytes()).isEqualTo(7);
    }

    @Test
    void holdsNoLargeBufferForASmallFrame() throws MalformedMessageException {
        List<Frame> held = new ArrayList<>();
        ByteBuf in = allocator.buffer(70_000).writeBytes(new byte[] {0, 0, 0, 1, 9, 0, 0, 0, 2, 8});
        assembler.accept(in, held::add);
        assertThat(in.refCnt()).as("given back").isZero();
        assertThat(held).hasSize(1);
        assertThat(held.getFirst().bytes().get(0)).isEqualTo((byte) 9);
        held.getFirst().release().run();
        give((byte) 7);
        assertThat(frames).containsExactly(new byte[] {8, 7});
    }

    @Test
    void givesBackWhatAnUnfinishedFrameIsIn() throws MalformedMessageException {
        ByteBuf in = giveWithRoom(2, (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) 9);
        assembler.close();
        assertThat(in.refCnt()).isZero();
    }

    @Test
    void skipsKeepAlives() throws MalformedMessageException {
        give(new byte[] {(byte) 0x85, 0, 0, 0, 0, 0, 0, 1, 5});
        assertThat(frames).containsExactly(new byte[] {5});
    }

    @Test
    void refusesOtherTypesAndEmptyFrames() {
        for (int type : new int[] {1, 0x81, 0x83, 0xFF}) {
            assertThatThrownBy(
                            () ->
                                    new FrameAssemblerTest()
                                            .give((byte) type, (byte) 0, (byte) 0, (byte) 1))
                    .isInstanceOf(MalformedMessageException.class);
        }
        assertThatThrownBy(() -> give(new byte[4])).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void refusesLongFramesOfStrangersBeforeAnythingIsAllocated() {
        int length = Limits.MAX_UNAUTHENTICATED_FRAME_BYTES + 1;
        assertThatThrownBy(() -> give(header(length)))
                .isInstanceOf(MalformedMessageException.class);
        assertThat(assembler.unfinished()).isNull();
    }

    @Test
    void takesLongerFramesFromThoseItTrusts() throws MalformedMessageException {
        assembler.trust();
        give(header(Limits.MAX_FRAME_BYTES));
        ByteBuf unfinished = assembler.unfinished();
        assertThat(unfinished).isNotNull();
        assembler.close();
        assertThatThrownBy(() -> give(header(Limits.MAX_FRAME_BYTES + 1)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void growsAStrangersFrameByWhatHasCome() throws MalformedMessageException {
        give(header(Limits.MAX_UNAUTHENTICATED_FRAME_BYTES));
        ByteBuf unfinished = assembler.unfinished();
        assertThat(unfinished).isNotNull();
        assertThat(unfinished == null ? 0 : unfinished.capacity()).isLessThanOrEqualTo(4096);
        assembler.close();
    }

    private static byte[] header(int length) {
        return new byte[] {0, (byte) (length >>> 16), (byte) (length >>> 8), (byte) length};
    }
}
