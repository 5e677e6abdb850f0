package io.onehop.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.client.connection.Silence.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private final Silence silence = new Silence();

    private Verdict after(long millis, boolean mayProbe) {
        return silence.judge(TimeUnit.MILLISECONDS.toNanos(millis), mayProbe);
    }

    @Test
    void asksOnceAndThenGivesUp() {
        silence.broken(0);
        assertThat(after(900, true)).isEqualTo(Verdict.WAIT);
        assertThat(after(1_100, true)).isEqualTo(Verdict.PROBE);
        assertThat(after(5_000, true)).isEqualTo(Verdict.WAIT);
        assertThat(after(5_200, true)).isEqualTo(Verdict.DEAD);
    }

    @Test
    void anythingThatIsHeardBeginsAnew() {
        silence.broken(0);
        assertThat(after(1_100, true)).isEqualTo(Verdict.PROBE);
        silence.broken(TimeUnit.MILLISECONDS.toNanos(4_000));
        assertThat(after(4_900, true)).isEqualTo(Verdict.WAIT);
        assertThat(after(5_100, true)).isEqualTo(Verdict.PROBE);
        assertThat(after(9_000, true)).isEqualTo(Verdict.WAIT);
        assertThat(after(9_200, true)).isEqualTo(Verdict.DEAD);
    }

    @Test
    void whoCannotBeAskedIsNotGivenUp() {
        silence.broken(0);
        assertThat(after(60_000, false)).isEqualTo(Verdict.WAIT);
        assertThat(after(60_001, true)).isEqualTo(Verdict.PROBE);
        assertThat(after(64_000, false)).isEqualTo(Verdict.WAIT);
        assertThat(after(64_100, false)).isEqualTo(Verdict.DEAD);
    }
}
