package io.onehop.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerThreadsTest {
    private static final int TASKS = 10_000;

    @Test
    void runsAllThatComesOnNoMoreThreadsThanItMay() throws Exception {
        try (WorkerThreads workers = new WorkerThreads(3)) {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(2 * TASKS);
            Runnable task =
                    () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        done.countDown();
                    };
            Thread other =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < TASKS; i++) {
                                            workers.execute(task);
                                        }
                                    });
            for (int i = 0; i < TASKS; i++) {
                workers.execute(task);
            }
            other.join();
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(most.get()).isBetween(1, 3);
            assertThat(workers.count()).isBetween(1, 3);
        }
    }

    @Test
    void runsTasksBesideEachOtherAndAFailureHarmsNoneAfterIt() throws Exception {
        try (WorkerThreads workers = new WorkerThreads(2)) {
            workers.execute(
                    () -> {
                        throw new IllegalStateException("meant to fail");
                    });
            CountDownLatch both = new CountDownLatch(2);
            CountDownLatch done = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                workers.execute(
                        () -> {
                            both.countDown();
                            await(both);
                            done.countDown();
                        });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void doesWhatWaitsAndThenEndsItsThreads() throws Exception {
        WorkerThreads workers = new WorkerThreads(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CountDownLatch done = new CountDownLatch(2);
        workers.execute(
                () -> {
                    thread.complete(Thread.currentThread());
                    await(release);
                    done.countDown();
                });
        workers.execute(done::countDown);
        workers.close();
        AtomicInteger late = new AtomicInteger();
        workers.execute(late::incrementAndGet);
        release.countDown();
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        Thread worker = thread.get(30, TimeUnit.SECONDS);
        assertThat(worker.join(Duration.ofSeconds(30))).isTrue();
        assertThat(List.of(workers.count(), late.get())).containsExactly(0, 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
