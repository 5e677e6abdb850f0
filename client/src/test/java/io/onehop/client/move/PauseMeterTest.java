package io.onehop.client.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.client.move.PauseMeter.Measured;
import org.junit.jupiter.api.Test;

class PauseMeterTest {
    private final PauseMeter<String> meter = new PauseMeter<>();

    @Test
    void givesNoPauseWhenNobodyWaited() {
        meter.answered(10);
        assertThat(meter.moved("m")).containsExactly(new Measured<>("m", 0));
    }

    @Test
    void countsFromTheLastAnswerToTheNext() {
        meter.answered(10);
        meter.waited(5);
        assertThat(meter.moved("m")).isEmpty();
        assertThat(meter.answered(40)).containsExactly(new Measured<>("m", 30));
        assertThat(meter.answered(50)).isEmpty();
    }

    @Test
    void doesNotCountTheTimeInWhichNobodyAsked() {
        meter.answered(10);
        meter.waited(100);
        meter.waited(110);
        meter.moved("m");
        assertThat(meter.answered(130)).containsExactly(new Measured<>("m", 30));
    }

    @Test
    void endsSeveralMovesWithOneAnswer() {
        meter.waited(5);
        meter.moved("a");
        meter.waited(20);
        meter.moved("b");
        assertThat(meter.answered(30))
                .containsExactly(new Measured<>("a", 25), new Measured<>("b", 10));
    }
}
