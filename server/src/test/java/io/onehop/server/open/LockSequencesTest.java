package io.onehop.server.open;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LockSequencesTest {
    private final LockSequences sequences = new LockSequences();

    @Test
    void knowsWhatSucceededWithTheSameNumber() {
        assertThat(sequences.isReplay(1, 0)).isFalse();
        sequences.succeeded(1, 0);
        assertThat(sequences.isReplay(1, 0)).isTrue();
        assertThat(sequences.isReplay(2, 0)).isFalse();
    }

    @Test
    void forgetsAnEntryWhenAnotherNumberComes() {
        sequences.succeeded(64, 3);
        assertThat(sequences.isReplay(64, 4)).isFalse();
        assertThat(sequences.isReplay(64, 3)).isFalse();
    }

    @Test
    void hasNoEntryForZeroAndAboveSixtyFour() {
        for (int index : new int[] {0, 65, 0x0FFF_FFFF}) {
            sequences.succeeded(index, 1);
            assertThat(sequences.isReplay(index, 1)).isFalse();
        }
    }
}
