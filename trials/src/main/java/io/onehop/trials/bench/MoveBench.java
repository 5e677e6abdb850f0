package io.onehop.trials.bench;

import io.onehop.client.ClientOptions;
import io.onehop.client.InDoubtException;
import io.onehop.client.OpenMode;
import io.onehop.client.RemoteFile;
import io.onehop.client.ServerAddress;
import io.onehop.client.Share;
import io.onehop.client.SmbClient;
import io.onehop.client.connection.Credentials;
import io.onehop.client.witness.WitnessClient;
import io.onehop.client.witness.WitnessProfile;
import io.onehop.client.witness.WitnessWatcher;
import io.onehop.node.admin.ApiException;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.witness.AsyncNotify;
import io.onehop.rpc.witness.Notification;
import io.onehop.rpc.witness.Registrant;
import io.onehop.trials.bench.BenchCluster.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long clients notice that a volume goes to another node, and how soon they are told. */
final class MoveBench {
    private static final Logger LOG = LoggerFactory.getLogger(MoveBench.class);
    private static final int REGISTRATIONS = 9;
    private static final int MOVES = 6;
    private static final int KILLS = 2;
    private static final int CONNECT_MILLIS = 3_000;
    private static final int IO_BYTES = 64 << 10;
    private static final double ANSWER_MILLIS = 50;
    private static final double MOVE_MILLIS = 500;
    private static final double TAKEOVER_SECONDS = 5;

    private static final WitnessProfile WITNESS =
            WitnessProfile.DEFAULT.withPorts(
                    BenchCluster.PORTS.endpointMapper(), BenchCluster.PORTS.witness());
    private static final Credentials WHO = Credentials.of(BenchCluster.USER, BenchCluster.PASSWORD);

    private final BenchCluster cluster;
    private final Report report;

    MoveBench(BenchCluster cluster, Report report) {
        this.cluster = cluster;
        this.report = report;
    }

    /** RegisterEx of a client that sits on another node than the owner, to its SHARE_MOVE. */
    void registration() throws IOException, ApiException, InterruptedException {
        Node owner = cluster.owner(BenchCluster.volume(1));
        List<Node> others = cluster.nodes().stream().filter(n -> n != owner).toList();
        String share = BenchCluster.share(1);
        Registrant names =
                new Registrant(BenchCluster.SERVER, share, others.getFirst().address, "bench");
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < REGISTRATIONS; i++) {
            try (WitnessClient witness =
                    WitnessClient.open(
                            InetAddress.ofLiteral(others.getLast().address),
                            WITNESS,
                            new WitnessWatcher.Subject(BenchCluster.SERVER, share, "bench", WHO),
                            CONNECT_MILLIS)) {
                long began = System.nanoTime();
                ContextHandle handle = witness.register(names, 120);
                AsyncNotify.Response answer = witness.notification(handle, 30);
                millis.add((System.nanoTime() - began) / 1e6);
                if (!(answer.notification() instanceof Notification.Move)) {
                    throw new IOException("no move was asked for: " + answer);
                }
            }
        }
        report.below(
                "RegisterEx on the wrong node to SHARE_MOVE, median",
                Report.median(millis),
                ANSWER_MILLIS,
                " ms");
    }

    /** Moves a volume while a client uses it. */
    void moves() throws IOException, ApiException, InterruptedException {
        List<Double> pauses = new ArrayList<>();
        try (Load load = new Load()) {
            for (int i = 0; i < MOVES; i++) {
                Node owner = cluster.owner(BenchCluster.volume(1));
                int next = (cluster.nodes().indexOf(owner) + 1) % cluster.nodes().size();
                load.settle();
                load.longestNanos.set(0);
                cluster.move(BenchCluster.volume(1), cluster.nodes().get(next));
                load.settle();
                pauses.add(load.longestNanos.get() / 1e6);
                load.check();
            }
        }
        report.below(
                "planned move under load, longest pause, median",
                Report.median(pauses),
                MOVE_MILLIS,
                " ms");
        double worst = pauses.stream().mapToDouble(p -> p).max().orElse(0);
        report.below(
                "planned move under load, longest pause, worst of " + MOVES,
                worst,
                MOVE_MILLIS,
                " ms");
    }

    /** Kills the owner while a client uses its volume. */
    void kills() throws IOException, ApiException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            // The admin API is asked at the first node.
            cluster.move(BenchCluster.volume(1), cluster.nodes().get(1 + i % 2));
            Node owner = cluster.owner(BenchCluster.volume(1));
            Node other = cluster.nodes().getFirst();
            try (Load load = new Load()) {
                load.settle();
                long killed = System.nanoTime();
                cluster.stop(owner, true);
                BenchFile file =
                        Patience.until(
                                () -> {
                                    BenchFile f =
                                            BenchFile.open(
                                                    other.smb(), BenchCluster.share(1), "load");
                                    f.touch();
                                    return f;
                                });
                seconds.add((System.nanoTime() - killed) / 1e9);
                file.close();
                load.awaitProgress();
                report.value(
                        "  pause of a client of the killed owner",
                        Report.number(load.longestNanos.get() / 1e9) + " s");
            }
            cluster.launch(owner);
            cluster.awaitAdmin(owner);
        }
        report.below(
                "owner killed: another node serves, worst of " + KILLS,
                seconds.stream().mapToDouble(s -> s).max().orElse(0),
                TAKEOVER_SECONDS,
                " s");
    }

    /** A client that writes and reads all the time and knows its longest pause. */
    private final class Load implements AutoCloseable {
        private static final long CALM_NANOS = 1_000_000_000L;
        final AtomicLong longestNanos = new AtomicLong();
        private final AtomicLong done = new AtomicLong();
        private final SmbClient client;
        private final Thread thread;
        private volatile boolean stopped;
        private volatile @Nullable IOException failure;

        Load() throws IOException {
            List<InetAddress> addresses =
                    cluster.nodes().stream().map(n -> InetAddress.ofLiteral(n.address)).toList();
            client =
                    SmbClient.connect(
                            ServerAddress.of(BenchCluster.SERVER)
                                    .withPort(BenchCluster.PORTS.smb())
                                    .withAddresses(addresses),
                            WHO,
                            ClientOptions.DEFAULT.withWitness(WITNESS));
            Share share = client.share(BenchCluster.share(1));
            RemoteFile file = share.open("load", OpenMode.READ_WRITE.withShare(3));
            thread = Thread.ofPlatform().daemon().name("load").start(() -> work(file));
        }

        private void work(RemoteFile file) {
            ByteBuffer data = ByteBuffer.allocate(IO_BYTES);
            long last = System.nanoTime();
            try {
                for (long i = 0; !stopped; i++) {
                    long offset = i % 64 * IO_BYTES;
                    write(file, offset, data.clear());
                    file.read(offset, data.clear());
                    long now = System.nanoTime();
                    long pause = now - last;
                    longestNanos.accumulateAndGet(pause, Math::max);
                    last = now;
                    done.incrementAndGet();
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        /** The same bytes may be written again when nobody knows whether they were. */
        private static void write(RemoteFile file, long offset, ByteBuffer data)
                throws IOException {
            while (true) {
                try {
                    file.write(offset, data.duplicate());
                    return;
                } catch (InDoubtException e) {
                    LOG.info("written again: {}", e.getMessage());
                }
            }
        }

        void check() throws IOException {
            IOException known = failure;
            if (known != null) {
                throw new IOException("the load failed", known);
            }
        }

        /** Lets it run for a moment, in which witnesses are registered and moves are followed. */
        void settle() throws InterruptedException {
            Thread.sleep(TimeUnit.NANOSECONDS.toMillis(CALM_NANOS));
        }

        void awaitProgress() throws IOException, InterruptedException {
            long before = done.get();
            Patience.until(
                    () -> {
                        check();
                        if (done.get() < before + 2) {
                            throw new IOException("the load makes no progress");
                        }
                        return true;
                    });
        }

        @Override
        public void close() throws IOException {
            stopped = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            client.close();
        }
    }
}
