package io.onehop.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.Await;
import io.onehop.server.ServerCounters;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TcpListenerTest {
    private static final byte[] FRAME = {0, 0, 0, 1, 42};

    /** Takes frames; the first one only when it may. */
    private static final class Held implements Link.Listener {
        private final CountDownLatch may;
        final CountDownLatch began = new CountDownLatch(1);
        volatile boolean ended;

        Held(CountDownLatch may) {
            this.may = may;
        }

        @Override
        public void received(Frame frame) {
            frame.release().run();
            began.countDown();
            try {
                may.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void closed() {
            ended = true;
        }
    }

    private static TransportConfig threads(int count) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new TransportConfig(List.of(any), count, 30_000, 10, 10);
    }

    @Test
    void aTaskAfterOthersFindsTheEndsOfLinksThatWereLeftBefore()
            throws IOException, InterruptedException {
        CountDownLatch may = new CountDownLatch(1);
        List<Held> listeners = new CopyOnWriteArrayList<>();
        List<Link> links = new CopyOnWriteArrayList<>();
        Link.Acceptor acceptor =
                link -> {
                    links.add(link);
                    Held held = new Held(may);
                    listeners.add(held);
                    return held;
                };
        try (TcpListener listener = TcpListener.open(threads(2), new ServerCounters(), acceptor)) {
            InetSocketAddress address = listener.addresses().getFirst();
            try (Socket left = new Socket(address.getAddress(), address.getPort())) {
                Await.until(() -> links.size() == 1);
                // Its thread is busy and has not read that the client leaves.
                left.getOutputStream().write(FRAME);
                listeners.getFirst().began.await();
            }
            try (Socket _ = new Socket(address.getAddress(), address.getPort())) {
                Await.until(() -> links.size() == 2);
                CompletableFuture<Boolean> ended = new CompletableFuture<>();
                links.getLast().afterOthers(() -> ended.complete(listeners.getFirst().ended));
                may.countDown();
                assertThat(ended.join()).isTrue();
            }
        }
    }

    @Test
    void aTaskAfterOthersWaitsForNoThreadThatHasNothingToDo() throws IOException {
        List<Link> links = new CopyOnWriteArrayList<>();
        Link.Acceptor acceptor =
                link -> {
                    links.add(link);
                    return new Held(new CountDownLatch(0));
                };
        try (TcpListener listener = TcpListener.open(threads(16), new ServerCounters(), acceptor)) {
            InetSocketAddress address = listener.addresses().getFirst();
            try (Socket _ = new Socket(address.getAddress(), address.getPort())) {
                Await.until(() -> links.size() == 1);
                CompletableFuture<Boolean> ran = new CompletableFuture<>();
                links.getFirst().afterOthers(() -> ran.complete(true));
                assertThat(ran).succeedsWithin(Duration.ofSeconds(10));
            }
        }
    }

    /** Takes frames from one it trusts at once. */
    private static final class Trusting implements Link.Listener {
        final List<Integer> lengths = new CopyOnWriteArrayList<>();

        Trusting(Link link) {
            link.authenticated();
        }

        @Override
        public void received(Frame frame) {
            lengths.add(frame.bytes().remaining());
            frame.release().run();
        }

        @Override
        public void closed() {}
    }

    @Test
    void whatFollowsALargeFrameIsNotWaitedForUntilItIsLargeToo() throws IOException {
        List<Trusting> listeners = new CopyOnWriteArrayList<>();
        Link.Acceptor acceptor =
                link -> {
                    Trusting trusting = new Trusting(link);
                    listeners.add(trusting);
                    return trusting;
                };
        int large = 3 << 20;
        int ofNext = 100;
        try (TcpListener listener = TcpListener.open(threads(1), new ServerCounters(), acceptor)) {
            InetSocketAddress address = listener.addresses().getFirst();
            try (Socket client = new Socket(address.getAddress(), address.getPort())) {
                OutputStream out = client.getOutputStream();
                byte[] stream = new byte[4 + large + 4 + ofNext];
                ByteBuffer.wrap(stream).putInt(large).putInt(4 + large, ofNext);
                int sent = 0;
                for (int part : new int[] {100_000, 1, 700_000, 4 + large + 50 - 800_001}) {
                    out.write(stream, sent, part);
                    sent += part;
                }
                Await.until(() -> listeners.getFirst().lengths.size() == 1);
                out.write(stream, sent, stream.length - sent);
                Await.until(() -> listeners.getFirst().lengths.equals(List.of(large, ofNext)));
            }
        }
    }
}
