package io.onehop.server.volumes;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VolumeThreadsTest {
    private final VolumeThreads threads = new VolumeThreads();

    @Test
    void worksOnOneVolumeInOrderWhileAnotherGoesOn() throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        threads.execute("a", () -> await(held));
        threads.execute("a", () -> done.add("a1"));
        threads.execute("a", () -> done.add("a2"));
        threads.execute("b", other::countDown);
        assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(done).isEmpty();
        held.countDown();
        Await.until(() -> done.size() == 2);
        assertThat(done).containsExactly("a1", "a2");
    }

    @Test
    void keepsNothingOfAVolumeAtRestAndGoesOnAfterAFault() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        threads.execute(
                "a",
                () -> {
                    throw new IllegalStateException("for the test");
                });
        threads.execute("a", second::countDown);
        assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
        Await.until(() -> threads.busy() == 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
