package io.onehop.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceiveBuffersTest {
    private int last;
    private final ReceiveBuffers buffers = new ReceiveBuffers(() -> null, () -> last);

    @SuppressWarnings("deprecation") // the interface's own method returns the deprecated type
    private int bytesFor(int lastFrameBytes) {
        last = lastFrameBytes;
        return buffers.newHandle().guess();
    }

    @Test
    void areAsLargeAsTheLastFrame() {
        buffers.trust();
        assertThat(bytesFor(0)).isEqualTo(16 << 10);
        assertThat(bytesFor(200)).isEqualTo(16 << 10);
        assertThat(bytesFor(70_000)).isEqualTo(70_000);
        assertThat(bytesFor(1 << 20)).as("read into memory of its own").isEqualTo(16 << 10);
    }

    @Test
    void areSmallForAStrangerWhateverItSent() {
        assertThat(bytesFor(60_000)).isEqualTo(2048);
    }
}
