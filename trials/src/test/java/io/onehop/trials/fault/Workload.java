package io.onehop.trials.fault;

import io.onehop.client.ClientOptions;
import io.onehop.client.InDoubtException;
import io.onehop.client.OpenMode;
import io.onehop.client.RemoteFile;
import io.onehop.client.ServerAddress;
import io.onehop.client.Share;
import io.onehop.client.SmbClient;
import io.onehop.client.connection.ConnectionProfile;
import io.onehop.client.connection.Credentials;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Clients that write and read checked data through all nodes until they are told to end: for each
 * share one writer with its own registers, and readers that begin at each node.
 */
final class Workload implements AutoCloseable {
    private static final int REGISTERS = 8;
    private static final int CLIENT_MOVE_MILLIS = 60_000;

    private final TrialCluster cluster;
    private final List<List<Register>> shares = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong doubts = new AtomicLong();
    private final AtomicLong longestPauseMillis = new AtomicLong();
    private volatile String lastProblem = "none";
    private volatile boolean ending;

    Workload(TrialCluster cluster, int shareCount) {
        this.cluster = cluster;
        for (int s = 1; s <= shareCount; s++) {
            List<Register> registers = new ArrayList<>();
            for (int i = 0; i < REGISTERS; i++) {
                registers.add(new Register(s * 100 + i));
            }
            shares.add(registers);
        }
    }

    /** A client that knows the nodes in this order. */
    static SmbClient client(List<TrialNode> nodes, int moveMillis, int requestMillis) {
        List<InetAddress> addresses =
                nodes.stream().map(n -> InetAddress.ofLiteral(n.address())).toList();
        return SmbClient.connect(
                ServerAddress.of(TrialCluster.NAME).withAddresses(addresses),
                Credentials.of(TrialCluster.USER, TrialCluster.PASSWORD),
                ClientOptions.DEFAULT
                        .withConnection(
                                ConnectionProfile.DEFAULT.withTimeouts(1_500, requestMillis))
                        .withMoveMillis(moveMillis));
    }

    void start() {
        for (int s = 1; s <= shares.size(); s++) {
            String share = "CSV" + s + "-Share";
            List<Register> registers = shares.get(s - 1);
            thread("writer-" + s, () -> writer(share, registers));
            thread("reader-" + s, () -> reader(share, registers));
        }
    }

    private void thread(String name, Runnable work) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(work));
    }

    private void writer(String share, List<Register> registers) {
        Random random = new Random(share.hashCode());
        while (!ending) {
            try (SmbClient client = client(cluster.nodes(), CLIENT_MOVE_MILLIS, 3_000);
                    RemoteFile file =
                            client.share(share).open("registers.bin", OpenMode.READ_WRITE)) {
                while (!ending) {
                    write(file, registers.get(random.nextInt(REGISTERS)), registers);
                }
            } catch (IOException e) {
                again(e);
            }
        }
    }

    private void write(RemoteFile file, Register register, List<Register> registers)
            throws IOException {
        long value = register.nextValue();
        long began = System.nanoTime();
        try {
            file.write((long) registers.indexOf(register) * Register.BYTES, register.block(value));
            register.acknowledged(value);
            writes.incrementAndGet();
        } catch (InDoubtException e) {
            doubts.incrementAndGet();
        }
        long pause = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        longestPauseMillis.accumulateAndGet(pause, Math::max);
    }

    private void reader(String share, List<Register> registers) {
        Random random = new Random(share.hashCode() + 1);
        while (!ending) {
            List<TrialNode> order = new ArrayList<>(cluster.nodes());
            java.util.Collections.shuffle(order, random);
            // A fresh client now and then comes in through any node.
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            try (SmbClient client = client(order, CLIENT_MOVE_MILLIS, 3_000);
                    RemoteFile file = client.share(share).open("registers.bin", OpenMode.READ)) {
                while (!ending && System.nanoTime() - until < 0) {
                    read(file, registers, random.nextInt(REGISTERS), share);
                }
            } catch (IOException e) {
                again(e);
            }
        }
    }

    private void read(RemoteFile file, List<Register> registers, int which, String where)
            throws IOException {
        Register register = registers.get(which);
        long floor = register.floor();
        ByteBuffer block = ByteBuffer.allocate(Register.BYTES);
        file.read((long) which * Register.BYTES, block);
        if (floor > 0) {
            register.read(block.flip(), floor, where);
        }
        reads.incrementAndGet();
    }

    /** Not served, or not yet: the next try is with a new client. */
    private void again(IOException e) {
        lastProblem = e.toString();
        doubts.incrementAndGet();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }

    /** Tells all to end and waits for them. */
    void end() {
        ending = true;
        for (Thread thread : threads) {
            try {
                thread.join(CLIENT_MOVE_MILLIS + 30_000L);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " hangs");
            }
        }
    }

    /** Reads every register through every node once more. */
    void checkAll() throws IOException {
        for (int s = 1; s <= shares.size(); s++) {
            String name = "CSV" + s + "-Share";
            for (TrialNode node : cluster.nodes()) {
                try (SmbClient client = client(List.of(node), 30_000, 10_000);
                        Share share = client.share(name);
                        RemoteFile file = share.open("registers.bin", OpenMode.READ)) {
                    for (int i = 0; i < REGISTERS; i++) {
                        read(file, shares.get(s - 1), i, name + " at the end at " + node.name());
                    }
                }
            }
        }
    }

    /** What was wrong first, or null. */
    @Nullable String violation() {
        return shares.stream()
                .flatMap(List::stream)
                .map(Register::violation)
                .filter(v -> v != null)
                .findFirst()
                .orElse(null);
    }

    long writes() {
        return writes.get();
    }

    long reads() {
        return reads.get();
    }

    @Override
    public String toString() {
        return writes
                + " writes acknowledged, "
                + reads
                + " reads, "
                + doubts
                + " in doubt or tried again, longest write "
                + longestPauseMillis
                + " ms, last problem: "
                + lastProblem;
    }

    @Override
    public void close() {
        ending = true;
        threads.forEach(Thread::interrupt);
    }
}
