package io.onehop.server.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {
    @Test
    void drainsWhenTheLastOneLeavesAfterTheClose() {
        Gate gate = new Gate();
        assertThat(gate.enter()).isTrue();
        assertThat(gate.enter()).isTrue();
        assertThat(gate.close()).isTrue();
        assertThat(gate.close()).isFalse();
        assertThat(gate.enter()).isFalse();
        gate.exit();
        assertThat(gate.drained()).isNotDone();
        gate.exit();
        assertThat(gate.drained()).isDone();
    }

    @Test
    void lettingInAgainNeedsAnotherClose() {
        Gate gate = new Gate();
        assertThat(gate.close()).isTrue();
        assertThat(gate.drained()).isDone();
        gate.reopen();
        assertThat(gate.enter()).isTrue();
        assertThat(gate.close()).isTrue();
        assertThat(gate.drained()).isNotDone();
        gate.exit();
        assertThat(gate.drained()).isDone();
    }

    @Test
    void nobodyIsInsideOnceItHasDrained() throws Exception {
        for (int round = 0; round < 50; round++) {
            Gate gate = new Gate();
            AtomicInteger inside = new AtomicInteger();
            CountDownLatch begun = new CountDownLatch(4);
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                threads[i] =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            begun.countDown();
                                            while (gate.enter()) {
                                                inside.incrementAndGet();
                                                inside.decrementAndGet();
                                                gate.exit();
                                            }
                                        });
            }
            begun.await();
            gate.close();
            gate.drained().get(10, TimeUnit.SECONDS);
            assertThat(inside).hasValue(0);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
