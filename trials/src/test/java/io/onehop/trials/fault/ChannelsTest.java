package io.onehop.trials.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.client.connection.Call;
import io.onehop.client.connection.Reply;
import io.onehop.client.connection.SmbConnection;
import io.onehop.trials.harness.Await;
import io.onehop.trials.harness.Clients;
import io.onehop.trials.harness.SlowWire;
import io.onehop.trials.harness.Tool;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import io.onehop.trials.harness.WireClient;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One session over two networks, one of which fails while data flows. With {@code ./check --trial
 * ChannelsTest -Donehop.trial.iptables=true} packets are dropped as well.
 */
@Tag("fault")
class ChannelsTest {
    private static final int PIECE_BYTES = 64 << 10;
    private static final int PIECES = 512;
    private static final int DEPTH = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static @Nullable TrialCluster started;

    @BeforeAll
    static void start() {
        started = TrialCluster.start(2, 2);
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    private static TrialCluster cluster() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    private static TrialNode node(String which) {
        return which.equals("owner") ? cluster().owner("Volume1") : cluster().other("Volume1");
    }

    /** What a file is to hold. */
    private static byte[] data(long seed) {
        byte[] bytes = new byte[PIECES * PIECE_BYTES];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] piece(byte[] all, int number) {
        return Arrays.copyOfRange(all, number * PIECE_BYTES, (number + 1) * PIECE_BYTES);
    }

    private static WireClient client(TrialNode node, int patienceMillis) throws IOException {
        return WireClient.on(node.addresses().getFirst(), "G1", UUID.randomUUID(), patienceMillis);
    }

    private static FileId create(WireClient client, String name) throws IOException {
        return client.open(
                        client.opening(name, Create.FILE_OVERWRITE_IF, 0, OplockBreak.LEVEL_NONE))
                .fileId();
    }

    private static int channels(TrialNode node) {
        return cluster().list("session", "list").stream()
                .filter(r -> r.path("node").asText().equals(node.name()))
                .mapToInt(r -> r.path("channels").asInt())
                .sum();
    }

    private static void awaitChannels(TrialNode node, int count) {
        Await.until(
                count + " channels at " + node.name(),
                PATIENCE,
                () -> channels(node) == count,
                () -> cluster().list("session", "list"));
    }

    /** Writes or reads all pieces, so many at a time, and calls back before each. */
    private interface Sending {
        CompletableFuture<Reply> send(int piece) throws IOException;
    }

    private interface Answered {
        void answered(int piece, Reply reply) throws IOException;
    }

    private static void pipelined(Sending sending, Answered answered) throws IOException {
        Deque<CompletableFuture<Reply>> running = new ArrayDeque<>();
        int done = 0;
        for (int i = 0; i < PIECES || !running.isEmpty(); i++) {
            if (i < PIECES) {
                running.add(sending.send(i));
            }
            if (running.size() == DEPTH || i >= PIECES) {
                answered.answered(done++, WireClient.reply(running.remove()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner", "other"})
    void losesNothingWhenAChannelIsCutWhileDataFlows(String which) throws IOException {
        TrialNode node = node(which);
        byte[] data = data(1);
        try (WireClient client = client(node, 10_000)) {
            client.session().bind(WireClient.smb(node.addresses().getLast()));
            awaitChannels(node, 2);
            FileId file = create(client, "cut-" + which);
            int[] inFlight = {0};
            pipelined(
                    i -> {
                        CompletableFuture<Reply> sent =
                                client.write(file, (long) i * PIECE_BYTES, piece(data, i));
                        if (i > PIECES / 3 && inFlight[0] == 0) {
                            SmbConnection second = client.session().channels().getLast();
                            inFlight[0] = second.load();
                            if (inFlight[0] > 0) {
                                second.close("cut by the trial");
                            }
                        }
                        return sent;
                    },
                    (i, reply) ->
                            assertThat(reply.status())
                                    .as("write " + i)
                                    .isEqualTo(NtStatus.SUCCESS));
            assertThat(inFlight[0]).as("on their way when it was cut").isPositive();
            assertThat(client.session().channels()).hasSize(1);
            pipelined(
                    i -> client.read(file, (long) i * PIECE_BYTES, PIECE_BYTES),
                    (i, reply) ->
                            assertThat(WireClient.bytes(reply))
                                    .as("piece " + i)
                                    .isEqualTo(piece(data, i)));
            awaitChannels(node, 1);
            System.out.println(
                    "bench: channel cut with "
                            + inFlight[0]
                            + " writes on their way, through the "
                            + which
                            + ": all "
                            + (data.length >> 20)
                            + " MiB as written");
        }
        Path onHost = cluster().volumePath(1).resolve("general").resolve("cut-" + which);
        assertThat(Files.readAllBytes(onHost)).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner", "other"})
    void readsGoOnByTheOtherChannelToo(String which) throws IOException {
        TrialNode node = node(which);
        byte[] data = data(2);
        Path onHost = cluster().volumePath(1).resolve("general").resolve("read-" + which);
        Files.write(onHost, data);
        try (WireClient client = client(node, 10_000)) {
            client.session().bind(WireClient.smb(node.addresses().getLast()));
            FileId file =
                    client.open(
                                    client.opening(
                                            "read-" + which,
                                            Create.FILE_OPEN,
                                            0,
                                            OplockBreak.LEVEL_NONE))
                            .fileId();
            SmbConnection first = client.session().channels().getFirst();
            int[] inFlight = {0};
            pipelined(
                    i -> {
                        CompletableFuture<Reply> sent =
                                client.read(file, (long) i * PIECE_BYTES, PIECE_BYTES);
                        if (i > PIECES / 3 && inFlight[0] == 0) {
                            inFlight[0] = first.load();
                            if (inFlight[0] > 0) {
                                first.close("cut by the trial");
                            }
                        }
                        return sent;
                    },
                    (i, reply) ->
                            assertThat(WireClient.bytes(reply))
                                    .as("piece " + i)
                                    .isEqualTo(piece(data, i)));
            assertThat(inFlight[0]).as("on their way when it was cut").isPositive();
            awaitChannels(node, 1);
        }
    }

    /** What a lost channel had on its way arrives after it was sent again and written over. */
    @ParameterizedTest
    @ValueSource(strings = {"owner", "other"})
    void whatArrivesLateChangesNothing(String which) throws IOException {
        TrialNode node = node(which);
        byte[] old = data(3);
        byte[] fresh = data(4);
        int pieces = 64;
        try (SlowWire wire = new SlowWire(WireClient.smb(node.addresses().getLast()));
                WireClient client = client(node, 2_500)) {
            client.session().bind(wire.address());
            FileId file = create(client, "late-" + which);
            wire.hold();
            List<CompletableFuture<Reply>> writes = new ArrayList<>();
            for (int i = 0; i < pieces; i++) {
                writes.add(client.write(file, (long) i * PIECE_BYTES, piece(old, i)));
            }
            for (CompletableFuture<Reply> write : writes) {
                assertThat(WireClient.reply(write).status()).isEqualTo(NtStatus.SUCCESS);
            }
            assertThat(wire.kept()).as("bytes of writes that are late").isPositive();
            assertThat(client.session().channels()).hasSize(1);
            for (int i = 0; i < pieces; i++) {
                assertThat(client.writeNow(file, (long) i * PIECE_BYTES, piece(fresh, i)))
                        .isEqualTo(NtStatus.SUCCESS);
            }
            assertThat(channels(node)).as("the node does not know yet").isEqualTo(2);
            wire.release();
            awaitChannels(node, 1);
            for (int i = 0; i < pieces; i++) {
                assertThat(client.readNow(file, (long) i * PIECE_BYTES, PIECE_BYTES))
                        .as("piece " + i)
                        .isEqualTo(piece(fresh, i));
            }
            System.out.println(
                    "bench: "
                            + (wire.kept() >> 10)
                            + " KiB of writes that came late through the "
                            + which
                            + " changed nothing");
        }
    }

    /** The list of interfaces has what the client may use, and changes with the constraints. */
    @Test
    void tellsAClientTheAddressesThatItMayUse() throws IOException {
        TrialNode node = node("owner");
        String second = node.addresses().getLast();
        try (WireClient client = client(node, 10_000)) {
            assertThat(addresses(client)).isEqualTo(node.addresses());
            cluster()
                    .onehop(
                            "constraint",
                            "add",
                            "--clients",
                            "127.0.0.0/8",
                            "--interfaces",
                            second);
            assertThat(addresses(client)).containsExactly(second);
            cluster().onehop("constraint", "remove", "127.0.0.0/8");
            assertThat(addresses(client)).isEqualTo(node.addresses());
        }
    }

    private static List<String> addresses(WireClient client) throws IOException {
        return client.session().interfaces(client.tree()).stream()
                .map(i -> i.address().getHostAddress())
                .toList();
    }

    @Test
    void refusesAStaleChannelSequence() throws IOException {
        TrialNode node = node("owner");
        try (WireClient client = client(node, 10_000)) {
            client.session().bind(WireClient.smb(node.addresses().getLast()));
            FileId file = create(client, "stale");
            client.session().channels().getFirst().close("cut by the trial");
            assertThat(client.writeNow(file, 0, new byte[] {1})).isEqualTo(NtStatus.SUCCESS);
            SmbConnection left = client.session().channels().getFirst();
            Write.Request write =
                    new Write.Request(
                            ByteBuffer.wrap(new byte[] {2}), 0, file, Read.Channel.NONE, 0);
            Call call = new Call(write, client.tree().id(), 1, false);
            assertThat(WireClient.reply(left.send(call.by(0, false))).status())
                    .isEqualTo(NtStatus.FILE_NOT_AVAILABLE);
            assertThat(WireClient.reply(left.send(call.by(0, true))).status())
                    .as("as a replay")
                    .isEqualTo(NtStatus.FILE_NOT_AVAILABLE);
            assertThat(client.readNow(file, 0, 1)).containsExactly(1);
            assertThat(WireClient.reply(left.send(call.by(1, true))).status())
                    .as("a replay in time")
                    .isEqualTo(NtStatus.SUCCESS);
            assertThat(client.readNow(file, 0, 1)).containsExactly(2);
        }
    }

    /** The network takes no packet any more; the client has to find out by itself. */
    @Test
    void losesNothingWhenANetworkDropsAllPackets() throws IOException {
        Clients.needFlag("onehop.trial.iptables");
        Clients.need("iptables");
        TrialNode node = node("owner");
        byte[] data = data(5);
        String[] rule = {
            "OUTPUT", "-p", "tcp", "-d", node.addresses().getLast(), "--dport", "445", "-j", "DROP"
        };
        try (WireClient client = client(node, 2_000)) {
            client.session().bind(WireClient.smb(node.addresses().getLast()));
            FileId file = create(client, "dropped");
            boolean[] cut = {false};
            try {
                pipelined(
                        i -> {
                            if (i == PIECES / 3) {
                                cut[0] = true;
                                iptables("-I", rule);
                            }
                            return client.write(file, (long) i * PIECE_BYTES, piece(data, i));
                        },
                        (i, reply) ->
                                assertThat(reply.status())
                                        .as("write " + i)
                                        .isEqualTo(NtStatus.SUCCESS));
                assertThat(client.session().channels()).hasSize(1);
            } finally {
                if (cut[0]) {
                    iptables("-D", rule);
                }
            }
            awaitChannels(node, 1);
            pipelined(
                    i -> client.read(file, (long) i * PIECE_BYTES, PIECE_BYTES),
                    (i, reply) ->
                            assertThat(WireClient.bytes(reply))
                                    .as("piece " + i)
                                    .isEqualTo(piece(data, i)));
        }
    }

    private static void iptables(String what, String... rule) {
        List<String> command = new ArrayList<>(List.of("iptables", "-w", what));
        command.addAll(List.of(rule));
        Tool.of(command).run(Duration.ofSeconds(10)).expectOk();
    }
}
