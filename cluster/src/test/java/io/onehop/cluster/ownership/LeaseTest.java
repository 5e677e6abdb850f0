package io.onehop.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTest {
    private static final long SECOND = 1_000_000_000L;

    private final Lease lease = new Lease();

    /** Monotonic clocks start anywhere and may pass the largest number. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND, Long.MIN_VALUE, 123})
    void runsFromTheMomentTheHeartbeatWasSent(long sent) {
        assertThat(lease.valid(sent)).as("before the first").isFalse();
        lease.renewed(sent, 2_000);
        assertThat(lease.valid(sent)).isTrue();
        assertThat(lease.valid(sent + 2 * SECOND - 1)).isTrue();
        assertThat(lease.valid(sent + 2 * SECOND)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - SECOND})
    void isNotShortenedByAnAnswerThatComesLate(long sent) {
        lease.renewed(sent + SECOND, 2_000);
        lease.renewed(sent, 2_000);
        assertThat(lease.valid(sent + 3 * SECOND - 1)).isTrue();
        assertThat(lease.valid(sent + 3 * SECOND)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - SECOND})
    void isGoneOnceLostUntilANewerHeartbeatIsConfirmed(long sent) {
        lease.renewed(sent, 2_000);
        lease.lost();
        assertThat(lease.valid(sent + 1)).isFalse();
        lease.renewed(sent + SECOND, 1_000);
        assertThat(lease.valid(sent + 2 * SECOND - 1)).isTrue();
        assertThat(lease.valid(sent + 2 * SECOND)).isFalse();
    }
}
