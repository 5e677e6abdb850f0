package io.onehop.server.open;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.TimeSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateClosingsTest {
    private final List<Runnable> workers = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private int closed;
    private final LateClosings closings =
            new LateClosings(
                    new OpenRuntime(
                            workers::add,
                            (task, delayNanos) -> {
                                assertThat(delayNanos).isEqualTo(LateClosings.MOMENT_NANOS);
                                timers.add(task);
                            },
                            TimeSource.SYSTEM,
                            BufferPool.UNPOOLED,
                            AccessRules.NONE),
                    this::runAll);

    private void runAll() {
        closings.run();
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            closings.add(() -> closed++);
        }
    }

    private static void runThose(List<Runnable> tasks) {
        List<Runnable> now = List.copyOf(tasks);
        tasks.clear();
        now.forEach(Runnable::run);
    }

    @Test
    void manyAreClosedTogether() {
        add(LateClosings.TOGETHER - 1);
        assertThat(workers).isEmpty();
        add(1);
        assertThat(workers).hasSize(1);
        runThose(workers);
        assertThat(closed).isEqualTo(LateClosings.TOGETHER);
    }

    @Test
    void fewAreClosedAfterAMomentWithOneTimer() {
        add(3);
        assertThat(timers).hasSize(1);
        runThose(timers);
        runThose(workers);
        assertThat(closed).isEqualTo(3);
        add(1);
        assertThat(timers).as("for what comes later").hasSize(1);
        runThose(timers);
        runThose(workers);
        assertThat(closed).isEqualTo(4);
    }

    @Test
    void theMomentWakesNobodyForNothing() {
        add(1);
        closings.run();
        runThose(timers);
        assertThat(workers).isEmpty();
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthersOpen() {
        closings.add(
                () -> {
                    throw new IllegalStateException("of the test");
                });
        add(2);
        closings.run();
        assertThat(closed).isEqualTo(2);
    }

    @Test
    void isFullUntilWorkersGetOn() {
        add(1000);
        assertThat(closings.isFull()).isTrue();
        runThose(workers);
        assertThat(closings.isFull()).isFalse();
        assertThat(closed).isEqualTo(1000);
    }
}
