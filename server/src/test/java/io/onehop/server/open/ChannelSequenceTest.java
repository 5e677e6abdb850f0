package io.onehop.server.open;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChannelSequenceTest {
    private final ChannelSequence sequence = new ChannelSequence(0);

    private boolean doneAt(int number) {
        boolean begun = sequence.begin(number, false);
        if (begun) {
            sequence.end(number);
        }
        return begun;
    }

    @Test
    void whatWasSentBeforeTheChannelWasLostComesTooLate() {
        assertThat(doneAt(0)).isTrue();
        assertThat(doneAt(1)).isTrue();
        assertThat(doneAt(0)).isFalse();
        assertThat(doneAt(1)).isTrue();
    }

    @Test
    void numbersGoAround() {
        assertThat(doneAt(0x8000)).as("more than half ahead is behind").isFalse();
        assertThat(doneAt(0xFFFF)).isFalse();
        assertThat(doneAt(0x7FFF)).isTrue();
        assertThat(doneAt(0x7FFE)).isFalse();
        assertThat(doneAt(0xFFFE)).isTrue();
        assertThat(doneAt(0)).isTrue();
        assertThat(doneAt(0xFFFF)).isFalse();
    }

    @Test
    void aReplayWaitsForWhatItRepeats() {
        assertThat(sequence.begin(0, false)).isTrue();
        assertThat(sequence.begin(1, true)).as("the first may still be carried out").isFalse();
        assertThat(sequence.begin(1, true)).isFalse();
        assertThat(sequence.begin(1, false)).as("what is new does not mind").isTrue();
        sequence.end(0);
        assertThat(sequence.begin(1, true)).isTrue();
    }

    @Test
    void aReplayOnTheSameChannelIsInTime() {
        assertThat(sequence.begin(0, false)).isTrue();
        assertThat(sequence.begin(0, true)).isTrue();
    }

    @Test
    void aClientThatComesBackBeginsAnew() {
        assertThat(sequence.begin(5, false)).isTrue();
        sequence.restart(0);
        assertThat(sequence.begin(0, true)).isTrue();
        sequence.end(5);
        sequence.end(0);
        assertThat(sequence.begin(0, true)).isTrue();
    }
}
