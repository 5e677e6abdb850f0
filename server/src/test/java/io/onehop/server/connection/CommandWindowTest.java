package io.onehop.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandWindowTest {
    private final CommandWindow window = new CommandWindow();

    @Test
    void beginsWithMessageIdZeroAlone() {
        assertThat(window.consume(1, 1)).isFalse();
        assertThat(window.consume(0, 1)).isTrue();
        assertThat(window.held()).isZero();
    }

    @Test
    void takesEveryIdOnce() {
        assertThat(window.consume(0, 1)).isTrue();
        assertThat(window.consume(0, 1)).isFalse();
        window.grant(3, 10);
        assertThat(window.consume(3, 1)).isTrue();
        assertThat(window.consume(3, 1)).isFalse();
        assertThat(window.consume(1, 1)).isTrue();
        assertThat(window.consume(1, 1)).isFalse();
        assertThat(window.consume(2, 1)).isTrue();
        assertThat(window.consume(4, 1)).isFalse();
    }

    @Test
    void takesAChargeAsConsecutiveIds() {
        window.consume(0, 1);
        window.grant(8, 10);
        assertThat(window.consume(6, 4)).as("beyond the window").isFalse();
        assertThat(window.consume(3, 4)).isTrue();
        assertThat(window.consume(1, 3)).as("3 was used").isFalse();
        assertThat(window.consume(1, 2)).isTrue();
        assertThat(window.consume(7, 2)).isTrue();
        assertThat(window.held()).isZero();
    }

    @Test
    void neverLeavesAClientWithoutCredits() {
        window.consume(0, 1);
        assertThat(window.grant(0, 10)).isOne();
        assertThat(window.grant(0, 10)).isZero();
    }

    @Test
    void grantsNoMoreThanTheMost() {
        window.consume(0, 1);
        assertThat(window.grant(1000, 16)).isEqualTo(16);
        window.consume(1, 1);
        assertThat(window.grant(1000, 16)).isOne();
        assertThat(window.held()).isEqualTo(16);
    }

    @Test
    void stopsGrantingWhileAnOldIdIsWithheld() {
        window.consume(0, 1);
        window.grant(Limits.MAX_CREDITS, Limits.MAX_CREDITS);
        // Id 1 never comes.
        long id = 2;
        int granted = 1;
        while (granted > 0) {
            assertThat(window.consume(id++, 1)).isTrue();
            granted = window.grant(1, Limits.MAX_CREDITS);
        }
        assertThat(id).isLessThanOrEqualTo(2L * Limits.MAX_CREDITS + 2);
        assertThat(window.consume(1, 1)).isTrue();
        assertThat(window.grant(1, Limits.MAX_CREDITS)).isOne();
    }

    @Test
    void refusesNegativeAndHugeIds() {
        assertThat(window.consume(-1, 1)).isFalse();
        assertThat(window.consume(Long.MAX_VALUE, 0xFFFF)).isFalse();
        assertThat(window.consume(0, 0xFFFF)).isFalse();
    }

    @Test
    void agreesWithASimpleModel() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Set<Long> allowed = new HashSet<>(Set.of(0L));
        long next = 1;
        for (int i = 0; i < 200_000; i++) {
            long id = Math.max(0, next - random.nextInt(40));
            int charge = 1 + random.nextInt(3);
            boolean expected = true;
            for (int k = 0; k < charge; k++) {
                expected &= allowed.contains(id + k);
            }
            assertThat(window.consume(id, charge))
                    .as("seed %d step %d", seed, i)
                    .isEqualTo(expected);
            if (expected) {
                for (int k = 0; k < charge; k++) {
                    allowed.remove(id + k);
                }
            }
            if (expected || allowed.isEmpty()) {
                int granted = window.grant(random.nextInt(6), 30);
                for (int k = 0; k < granted; k++) {
                    allowed.add(next++);
                }
            }
            assertThat(window.held()).isEqualTo(allowed.size());
        }
    }
}
