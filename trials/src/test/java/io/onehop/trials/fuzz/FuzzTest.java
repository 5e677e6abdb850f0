package io.onehop.trials.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.trials.harness.Await;
import io.onehop.trials.harness.Tool;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import io.onehop.trials.harness.WireClient;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Clients that know the protocol and abuse it, for 15 seconds or {@code -Donehop.fuzz.minutes}. The
 * node serves others meanwhile, logs no fault of its own, and is afterwards as it was before.
 * {@code -Donehop.fuzz.seed} sends the same again, as far as answers come in the same order. With
 * {@code -Donehop.fuzz.nodes=2} half of the clients are on a node that relays.
 *
 * <p>The volume is a small file system of its own: what is asked for must not fill the host's.
 */
@Tag("fault")
class FuzzTest {
    private static final int CLIENTS = 5;
    private static final int SECONDS = 15;
    private static final int FOLDERS = 5;
    private static final int MOST_FOLDER_SECONDS = 20;
    private static final int HONEST_MILLIS = 15_000;
    private static final int MOST_FAULTS_SHOWN = 40;
    private static final long LOOK_NANOS = 500_000_000L;
    private static final Pattern FAULT =
            Pattern.compile("INTERNAL_ERROR|fault of|Exception|OutOfMemory|StackOverflow|ERROR");
    private static final int GROWTH_MEGABYTES = 128;
    private static final int SPARE_DESCRIPTORS = 8;
    private static final String GUEST = "guest1";
    private static final Duration SETTLED = Duration.ofSeconds(90);

    /** A node as it was before. */
    private record Before(TrialNode node, long descriptors, int loggedCharacters) {
        /** What it has logged since that is its own fault. */
        List<String> faults() {
            return node.logText()
                    .substring(loggedCharacters)
                    .lines()
                    .filter(l -> FAULT.matcher(l).find())
                    .limit(MOST_FAULTS_SHOWN)
                    .toList();
        }
    }

    private static @Nullable TrialCluster started;
    private static @Nullable Path small;

    @BeforeAll
    static void start() throws IOException {
        TrialCluster cluster = TrialCluster.start(Integer.getInteger("onehop.fuzz.nodes", 1));
        started = cluster;
        Path path = Files.createDirectories(cluster.folder().resolve("small"));
        Tool.of("mount", "-t", "tmpfs", "-o", "size=256m,nr_inodes=50k", "none", path.toString())
                .run(Duration.ofSeconds(20))
                .expectOk();
        small = path;
        cluster.onehop("volume", "create", "Small", "--path", path.toString());
        cluster.onehop("share", "create", "Fuzz", "--volume", "Small", "--kind", "general");
        cluster.onehop("share", "create", "FuzzSO", "--volume", "Small");
        cluster.onehopReading(
                TrialCluster.PASSWORD + "\n", "user", "add", GUEST, "--password-stdin");
        cluster.onehop("settings", "signing-required", "false");
        Await.until(
                "the small volume to be served",
                Duration.ofSeconds(30),
                () -> cluster.owners().containsKey("Small"));
    }

    @AfterAll
    static void stop() {
        TrialCluster cluster = started;
        if (cluster == null) {
            return;
        }
        cluster.nodes().forEach(TrialNode::terminate);
        if (small != null) {
            Tool.of("umount", small.toString()).run(Duration.ofSeconds(20)).expectOk();
        }
        cluster.close();
    }

    private static TrialCluster cluster() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    @Test
    void outlivesClientsThatKnowItsStates() throws IOException {
        long minutes = Long.getLong("onehop.fuzz.minutes", 0L);
        long seconds = minutes > 0 ? 60 * minutes : SECONDS;
        long seed = Long.getLong("onehop.fuzz.seed", System.nanoTime());
        System.out.println("seed " + seed + " (-Donehop.fuzz.seed)");
        List<Before> nodes = new ArrayList<>();
        for (TrialNode node : cluster().nodes()) {
            servesHonestClients(node);
            nodes.add(new Before(node, descriptors(node), node.logText().length()));
        }
        AtomicReference<String> folder = new AtomicReference<>("");
        List<FuzzClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String user = i == 0 ? TrialCluster.USER : GUEST;
            String address = nodes.get(i % nodes.size()).node.address();
            clients.add(new FuzzClient(address, user, folder::get, seed + i));
        }
        try {
            fuzz(nodes, clients, folder, seconds);
            leavesNothingBehind(nodes);
            for (Before each : nodes) {
                servesHonestClients(each.node);
                assertThat(each.faults()).as("logged by %s", each.node.name()).isEmpty();
            }
        } catch (AssertionError | IOException e) {
            cluster().failed();
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        } finally {
            report(clients, seconds);
        }
    }

    private static void fuzz(
            List<Before> nodes,
            List<FuzzClient> clients,
            AtomicReference<String> folder,
            long seconds)
            throws IOException {
        Deque<Path> made = new ArrayDeque<>();
        makeFolder(folder, made);
        long folders = 1;
        long begin = System.nanoTime();
        long nanos = seconds * 1_000_000_000L;
        long perFolder = Math.min(nanos / FOLDERS, MOST_FOLDER_SECONDS * 1_000_000_000L);
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        long third = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (FuzzClient client : clients) {
                running.add(
                        CompletableFuture.runAsync(() -> client.run(() -> !stop.get()), threads));
            }
            try {
                while (System.nanoTime() - begin < nanos
                        && running.stream().noneMatch(CompletableFuture::isDone)) {
                    for (Before each : nodes) {
                        servesHonestClients(each.node);
                    }
                    if (System.nanoTime() - begin > folders * perFolder) {
                        makeFolder(folder, made);
                        folders++;
                    }
                    if (third == 0 && System.nanoTime() - begin > nanos / 3) {
                        third = residentMegabytes(nodes);
                    }
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            } finally {
                stop.set(true);
            }
        }
        for (CompletableFuture<Void> one : running) {
            try {
                one.join();
            } catch (CompletionException e) {
                throw new AssertionError(e.getMessage(), e);
            }
        }
        long end = residentMegabytes(nodes);
        System.out.printf("bench: fuzz: resident %d MB, and %d MB at the end%n", third, end);
        assertThat(end - third)
                .as("megabytes that were added after a third of the time")
                .isLessThan(GROWTH_MEGABYTES * (long) nodes.size());
    }

    private static long residentMegabytes(List<Before> nodes) {
        return nodes.stream().mapToLong(each -> each.node.residentBytes()).sum() >> 20;
    }

    /**
     * Files that nobody may touch any more, and those that fill the volume, are left behind. No
     * change of a few bits leads to the next folder's name.
     */
    private static void makeFolder(AtomicReference<String> folder, Deque<Path> made)
            throws IOException {
        Path volume = small;
        if (volume == null) {
            throw new IllegalStateException("not mounted");
        }
        String name = "g-" + UUID.randomUUID();
        made.addLast(Files.createDirectory(volume.resolve(name)));
        folder.set(name);
        if (made.size() > 2) {
            Tool.of("rm", "-rf", made.removeFirst().toString())
                    .run(Duration.ofSeconds(20))
                    .expectOk();
        }
    }

    private static void report(List<FuzzClient> clients, long seconds) {
        Map<String, Long> statuses = new TreeMap<>();
        clients.forEach(c -> c.statuses().forEach((s, n) -> statuses.merge(s, n, Long::sum)));
        System.out.printf(
                "bench: fuzz: %d messages on %d connections in %d s%n",
                clients.stream().mapToLong(FuzzClient::messages).sum(),
                clients.stream().mapToLong(FuzzClient::lines).sum(),
                seconds);
        statuses.forEach((status, times) -> System.out.println("fuzz: " + times + " " + status));
    }

    /** A write that is acknowledged and read again, by a client of its own. */
    private static void servesHonestClients(TrialNode node) throws IOException {
        byte[] bytes = new byte[1_000];
        new Random().nextBytes(bytes);
        try (WireClient client =
                WireClient.on(node.address(), "CSV1-Share", UUID.randomUUID(), HONEST_MILLIS)) {
            FileId file = client.open(client.opening("honest", Create.FILE_OPEN_IF, 0, 0)).fileId();
            assertThat(client.writeNow(file, 0, bytes)).isEqualTo(NtStatus.SUCCESS);
            assertThat(client.readNow(file, 0, bytes.length)).isEqualTo(bytes);
            assertThat(client.call(new Close.Request(0, file)).status())
                    .isEqualTo(NtStatus.SUCCESS);
        }
    }

    private static void leavesNothingBehind(List<Before> nodes) {
        Await.until("sessions to end", SETTLED, () -> sessions().isEmpty(), FuzzTest::sessions);
        // Durable ones wait for minutes, and a timeout may have been spoiled.
        for (JsonNode open : cluster().list("open", "list")) {
            if (!open.path("connected").asBoolean()) {
                cluster().tool("open", "close", open.path("id").asText()).run(SETTLED);
            }
        }
        Await.until("opens to end", SETTLED, () -> opens().isEmpty(), FuzzTest::opens);
        for (Before each : nodes) {
            Await.until(
                    "descriptors to be closed",
                    SETTLED,
                    () -> descriptors(each.node) <= each.descriptors + SPARE_DESCRIPTORS,
                    () -> descriptors(each.node) + ", before " + each.descriptors);
        }
    }

    private static List<String> sessions() {
        return cluster().list("session", "list").stream().map(JsonNode::toString).toList();
    }

    private static List<String> opens() {
        return cluster().list("open", "list").stream().map(JsonNode::toString).toList();
    }

    private static long descriptors(TrialNode node) {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + node.pid() + "/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
