package io.onehop.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two nodes never may serve one volume at the same instant, whatever is slow, stopped, killed or
 * newly elected.
 */
class LeaseSafetyTest {
    private static final int SEEDS = 40;
    private static final int SECONDS = 120;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noTwoNodesMayServeAVolume(long seed) {
        ClusterModel model = new ClusterModel(seed, ClusterModel.Flaw.NONE);
        model.run(SECONDS);
        assertThat(model.violation()).as("seed " + seed).isNull();
        assertThat(model.takeovers()).as("takeovers, seed " + seed).isPositive();
        assertThat(model.served()).as("moments of service, seed " + seed).isPositive();
    }

    /** The model is only worth something if it sees what the rules prevent. */
    @ParameterizedTest
    @EnumSource(value = ClusterModel.Flaw.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theModelSeesWhatEachRulePrevents(ClusterModel.Flaw flaw) {
        assertThat(
                        LongStream.rangeClosed(1, 400)
                                .mapToObj(
                                        seed -> {
                                            ClusterModel model = new ClusterModel(seed, flaw);
                                            model.run(SECONDS);
                                            return model.violation() != null;
                                        })
                                .anyMatch(v -> v))
                .as("a violation in 400 seeds with " + flaw)
                .isTrue();
    }

    @Test
    void repeatsARunByItsSeed() {
        ClusterModel one = new ClusterModel(5, ClusterModel.Flaw.NONE);
        ClusterModel two = new ClusterModel(5, ClusterModel.Flaw.NONE);
        one.run(30);
        two.run(30);
        assertThat(one.served()).isEqualTo(two.served());
        assertThat(one.takeovers()).isEqualTo(two.takeovers());
    }
}
