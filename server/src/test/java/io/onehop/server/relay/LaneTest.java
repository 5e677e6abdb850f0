package io.onehop.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final int TASKS = 2_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void runsExclusiveTasksInTheirOrderAndAlone() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Lane lane = new Lane(threads);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Integer> expected = new ArrayList<>();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            int number = i;
            boolean parallel = random.nextInt(3) > 0;
            if (!parallel) {
                expected.add(number);
            }
            lane.submit(
                    parallel,
                    () -> {
                        int others = inside.getAndIncrement();
                        if (!parallel) {
                            order.add(number);
                            overlaps.addAndGet(others);
                        }
                        inside.decrementAndGet();
                        done.countDown();
                    });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).as("seed %d", seed).isTrue();
        assertThat(order).as("seed %d", seed).isEqualTo(expected);
        assertThat(overlaps).as("seed %d", seed).hasValue(0);
    }

    @Test
    void neverLetsATaskPassAnExclusiveOne() throws Exception {
        Lane lane = new Lane(threads);
        CountDownLatch release = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(3);
        lane.submit(
                true,
                () -> {
                    await(release);
                    order.add("write");
                    done.countDown();
                });
        lane.submit(
                false,
                () -> {
                    order.add("close");
                    done.countDown();
                });
        lane.submit(
                true,
                () -> {
                    order.add("read");
                    done.countDown();
                });
        release.countDown();
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("write", "close", "read");
    }

    @Test
    void runsParallelTasksBesideEachOther() throws Exception {
        Lane lane = new Lane(threads);
        CyclicBarrier together = new CyclicBarrier(4);
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            lane.submit(
                    true,
                    () -> {
                        try {
                            together.await(30, TimeUnit.SECONDS);
                            done.countDown();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void startsNothingOnTheCallersThreadThatWouldHaveToWait() throws Exception {
        Lane lane = new Lane(threads);
        assertThat(lane.tryStart(true)).isTrue();
        assertThat(lane.tryStart(true)).as("beside another").isTrue();
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        lane.submit(
                false,
                () -> {
                    closed.countDown();
                    await(release);
                });
        assertThat(lane.tryStart(true)).as("past one that waits to be alone").isFalse();
        lane.ended();
        assertThat(closed.getCount()).as("the second is under way").isEqualTo(1);
        CountDownLatch handedOn = new CountDownLatch(1);
        lane.handOn(true, handedOn::countDown);
        assertThat(handedOn.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(lane.tryStart(true)).as("beside one that is alone").isFalse();
        CountDownLatch after = new CountDownLatch(1);
        lane.submit(true, after::countDown);
        release.countDown();
        assertThat(after.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void startsAloneOnTheCallersThreadOnlyWhenNothingRuns() throws Exception {
        Lane lane = new Lane(threads);
        assertThat(lane.tryStart(true)).isTrue();
        assertThat(lane.tryStart(false)).as("beside another").isFalse();
        lane.ended();
        assertThat(lane.tryStart(false)).isTrue();
        assertThat(lane.tryStart(false)).as("beside one that is alone").isFalse();
        CountDownLatch after = new CountDownLatch(1);
        lane.submit(true, after::countDown);
        assertThat(after.getCount()).as("it waits").isEqualTo(1);
        lane.handOn(false, () -> {});
        assertThat(after.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
