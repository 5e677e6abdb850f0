package io.onehop.server.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DisconnectedTest {
    private final Disconnected<String> table = new Disconnected<>();

    @Test
    void anOpenWaitsUntilItsDeadlineAndNoLonger() {
        assertThat(table.keep(1, "late", "c", 200)).isTrue();
        assertThat(table.keep(2, "early", "c", 100)).isTrue();
        assertThat(table.nextDeadlineNanos()).hasValue(100);
        assertThat(table.expire(99)).isEmpty();
        assertThat(table.expire(100)).containsExactly("early");
        assertThat(table.find(2)).isNull();
        assertThat(table.find(1)).isEqualTo("late");
        assertThat(table.nextDeadlineNanos()).hasValue(200);
        assertThat(table.expire(300)).containsExactly("late");
        assertThat(table.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void whoIsTakenOutDoesNotExpire() {
        table.keep(1, "a", "c", 100);
        assertThat(table.remove(1)).isTrue();
        assertThat(table.remove(1)).as("only one may have it").isFalse();
        assertThat(table.expire(100)).isEmpty();
    }

    @Test
    void timeMayPassTheLargestNumber() {
        long now = Long.MAX_VALUE - 10;
        table.keep(1, "before", "c", now + 5);
        table.keep(2, "after", "c", now + 20);
        assertThat(table.expire(now + 6)).containsExactly("before");
        assertThat(table.expire(now + 19)).isEmpty();
        assertThat(table.expire(now + 20)).containsExactly("after");
    }

    @Test
    void oneClientCannotTakeAllPlaces() {
        for (long id = 0; id < Limits.MAX_DISCONNECTED_OPENS_PER_CLIENT; id++) {
            assertThat(table.keep(id, "x", "greedy", id)).isTrue();
        }
        assertThat(table.keep(-1, "x", "greedy", 1)).isFalse();
        assertThat(table.keep(-1, "x", "other", 1)).isTrue();
        assertThat(table.expire(0)).hasSize(1);
        assertThat(table.keep(-2, "x", "greedy", 1)).as("its place is free again").isTrue();
    }

    @Test
    void thereAreSoManyPlacesInAll() {
        for (long id = 0; id < Limits.MAX_DISCONNECTED_OPENS; id++) {
            assertThat(table.keep(id, "x", id, 1)).isTrue();
        }
        assertThat(table.keep(-1, "x", -1L, 1)).isFalse();
        table.remove(7);
        assertThat(table.keep(-1, "x", -1L, 1)).isTrue();
    }

    @Test
    void anOpenIsDisconnectedOnce() {
        table.keep(1, "a", "c", 100);
        assertThatThrownBy(() -> table.keep(1, "a", "c", 200))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void itDoesWhatASimpleTableDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeMap<Long, Long> model = new TreeMap<>();
        long now = 0;
        for (int step = 0; step < 5000; step++) {
            long id = random.nextInt(50);
            switch (random.nextInt(3)) {
                case 0 -> {
                    if (!model.containsKey(id)) {
                        long deadline = now + random.nextInt(100);
                        model.put(id, deadline);
                        assertThat(table.keep(id, "o" + id, id % 3, deadline)).isTrue();
                    }
                }
                case 1 ->
                        assertThat(table.remove(id))
                                .as("seed %d", seed)
                                .isEqualTo(model.remove(id) != null);
                default -> {
                    now += random.nextInt(10);
                    long until = now;
                    List<String> due =
                            model.entrySet().stream()
                                    .filter(e -> e.getValue() <= until)
                                    .map(e -> "o" + e.getKey())
                                    .toList();
                    model.values().removeIf(deadline -> deadline <= until);
                    assertThat(table.expire(now))
                            .as("seed %d", seed)
                            .containsExactlyInAnyOrderElementsOf(due);
                }
            }
        }
    }
}
