package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompoundSplitterTest {
    /** Echoes, each with this NextCommand except the last. */
    private static ByteBuffer echoes(int count, int next) {
        WireWriter out = new WireWriter();
        for (int i = 0; i < count; i++) {
            int start = out.position();
            Header.request(Command.ECHO, i, 0, 0).encode(out);
            new Echo.Request().encode(out);
            if (i + 1 < count) {
                out.align(8).patchU32(start + Header.NEXT_COMMAND_OFFSET, next);
            }
        }
        return ByteBuffer.wrap(out.toBytes());
    }

    @Test
    void splitsCapturedCompounds() throws MalformedMessageException {
        List<Integer> counts = new ArrayList<>();
        for (Captured capture : Captured.of("compound")) {
            List<ByteBuffer> messages = CompoundSplitter.split(ByteBuffer.wrap(capture.bytes()));
            counts.add(messages.size());
            int total = 0;
            for (ByteBuffer message : messages) {
                total += message.remaining();
                WireReader in = new WireReader(message);
                Header header = Header.decode(in);
                assertThat(header.isResponse()).isNotEqualTo(capture.isRequest());
                if (header.isResponse()) {
                    Response.decode(header, in);
                } else {
                    Request.decode(header, in);
                }
            }
            assertThat(total).isEqualTo(capture.bytes().length);
        }
        assertThat(counts).containsExactly(2, 2, 3, 3);
    }

    @Test
    void splitsAFrameThatDoesNotBeginItsBuffer() throws MalformedMessageException {
        ByteBuffer frame = ByteBuffer.allocate(4 + 68).position(4);
        frame.put(echoes(1, 0)).position(4);
        assertThat(CompoundSplitter.split(frame)).containsExactly(echoes(1, 0));
        assertThat(frame.position()).isEqualTo(4);
    }

    @Test
    void refusesUnalignedShortAndOverlongDistances() {
        for (int next : List.of(68, 8, 56, 1 << 20, -8, Integer.MIN_VALUE)) {
            assertThatThrownBy(() -> CompoundSplitter.split(echoes(2, next)))
                    .as("%d", next)
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void refusesAHeaderThatIsCutOff() {
        for (int length = 0; length < Header.LENGTH; length++) {
            ByteBuffer cut = echoes(1, 0).limit(length);
            assertThatThrownBy(() -> CompoundSplitter.split(cut))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void refusesMoreRequestsThanTheLimit() throws MalformedMessageException {
        ByteBuffer most = echoes(Limits.MAX_COMPOUND_REQUESTS, 72);
        assertThat(CompoundSplitter.split(most)).hasSize(Limits.MAX_COMPOUND_REQUESTS);
        assertThatThrownBy(
                        () -> CompoundSplitter.split(echoes(Limits.MAX_COMPOUND_REQUESTS + 1, 72)))
                .isInstanceOf(MalformedMessageException.class);
    }
}
