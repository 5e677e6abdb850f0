package io.onehop.trials.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.trials.harness.Await;
import io.onehop.trials.harness.Clients;
import io.onehop.trials.harness.SmbClientTool;
import io.onehop.trials.harness.TcpProxy;
import io.onehop.trials.harness.Tool;
import io.onehop.trials.harness.Trial;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nonsense on every port of a living node. */
@Tag("fault")
@ExtendWith(Trial.class)
class BadInputTest {
    private static final int IDLE = 10_000;
    private static final int DEAF = 16;
    private static final long MEGABYTE = 1L << 20;

    @TempDir Path local;

    @BeforeAll
    static void needsSmbclient() {
        Clients.need("smbclient");
    }

    @AfterEach
    void theNodesStillServe(TrialCluster cluster) {
        for (TrialNode node : cluster.nodes()) {
            assertThat(node.alive()).as(node.name()).isTrue();
            SmbClientTool.on(node, "CSV1-Share").expect("ls");
            assertThat(node.logText())
                    .as(node.name())
                    .doesNotContain("OutOfMemoryError")
                    .doesNotContain("StackOverflowError");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {445, 135, 7135, 53, 7445, 7446, 8445})
    void outlivesRandomBytes(int port, TrialCluster cluster) throws IOException {
        TrialNode node = cluster.nodes().getFirst();
        int logged = node.logText().length();
        Random random = new Random(port);
        for (int i = 0; i < 150; i++) {
            byte[] bytes = new byte[random.nextInt(4_000)];
            random.nextBytes(bytes);
            send(node, port, bytes);
        }
        assertThat(node.logText().length() - logged)
                .as("bytes logged because of 150 strangers")
                .isLessThan(150 * 400);
    }

    /** Messages that begin as they should and then lie, are cut short or are far too long. */
    @ParameterizedTest
    @ValueSource(ints = {445, 135, 7135})
    void outlivesFramesThatLie(int port, TrialCluster cluster) throws IOException {
        TrialNode node = cluster.nodes().getFirst();
        byte[] seed = port == 445 ? negotiate() : bind();
        Random random = new Random(port * 31L);
        for (int length = 0; length < seed.length; length++) {
            send(node, port, java.util.Arrays.copyOf(seed, length));
        }
        for (int i = 0; i < 400; i++) {
            byte[] bytes = seed.clone();
            for (int change = random.nextInt(1, 5); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            send(node, port, bytes);
        }
        byte[] endless = new byte[1 << 20];
        endless[1] = (byte) 0xff;
        endless[2] = (byte) 0xff;
        endless[3] = (byte) 0xff;
        assertThat(send(node, port, endless)).as("dropped, not read to its end").isTrue();
    }

    @Test
    void outlivesBadDatagrams(TrialCluster cluster) throws IOException {
        TrialNode node = cluster.nodes().getFirst();
        Random random = new Random(53);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 2_000; i++) {
                byte[] bytes = new byte[random.nextInt(1, 600)];
                random.nextBytes(bytes);
                socket.send(
                        new DatagramPacket(
                                bytes, bytes.length, InetAddress.ofLiteral(node.address()), 53));
            }
        }
        assertThat(
                        Tool.of("dig", "@" + node.address(), "sofs1", "A", "+short")
                                .run(Duration.ofSeconds(20))
                                .expectOk())
                .contains(node.address());
    }

    private record Spoil(int from, int longerThanBytes) {}

    /** One changed bit in a signed or sealed message ends it; the file stays as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"sign", "encrypt"})
    void carriesOutNothingThatWasChangedOnTheWay(String protection, TrialCluster cluster)
            throws IOException {
        TrialNode node = cluster.owner("Volume1");
        Path first = Files.writeString(local.resolve("first"), "first");
        Path second = Files.writeString(local.resolve("second"), "second".repeat(20_000));
        SmbClientTool direct = SmbClientTool.on(node, "CSV1-Share");
        String name = "changed-" + protection;
        direct.expect("put " + first + " " + name);
        // Negotiate and two of session setup come first; then all is protected: the tree connect,
        // the create, and the write, which alone is long.
        for (Spoil spoil : List.of(new Spoil(4, 0), new Spoil(5, 0), new Spoil(4, 50_000))) {
            try (TcpProxy proxy =
                    new TcpProxy(node, 445).changing(spoil.from, spoil.longerThanBytes)) {
                Tool.Result result =
                        new SmbClientTool("127.0.0.1", "CSV1-Share", List.of())
                                .with(
                                        "-p",
                                        Integer.toString(proxy.port()),
                                        "--client-protection=" + protection)
                                .run("put " + second + " " + name + "; get " + name + " /dev/null");
                assertThat(proxy.changed()).as("messages changed").isPositive();
                assertThat(result.ok() && !result.output().contains("NT_STATUS"))
                        .as(result.toString())
                        .isFalse();
            }
        }
        Path back = local.resolve("back");
        direct.expect("get " + name + " " + back);
        assertThat(Files.readString(back)).isIn("first", "");
        direct.expect("del " + name);
    }

    @Test
    void keepsLittleForAClientThatReadsNothing(TrialCluster cluster) throws IOException {
        TrialNode node = cluster.owner("Volume2");
        byte[] bytes = new byte[64 << 20];
        new Random(1).nextBytes(bytes);
        Files.write(cluster.volumePath(2).resolve("big.bin"), bytes);
        // What a client that does read costs: buffers and compiled code that stay.
        SmbClientTool.on(node, "CSV2-Share").expect("get big.bin /dev/null; get big.bin /dev/null");
        long before = node.residentBytes();
        List<TcpProxy> proxies = new ArrayList<>();
        List<Process> clients = new ArrayList<>();
        try {
            for (int i = 0; i < DEAF; i++) {
                TcpProxy proxy = new TcpProxy(node, 445).readingAtMost(4 << 20);
                proxies.add(proxy);
                clients.add(
                        new ProcessBuilder(
                                        "smbclient",
                                        "//127.0.0.1/CSV2-Share",
                                        "-p",
                                        Integer.toString(proxy.port()),
                                        "-U",
                                        TrialCluster.USER + "%" + TrialCluster.PASSWORD,
                                        "-c",
                                        "get big.bin /dev/null")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start());
            }
            for (TcpProxy proxy : proxies) {
                Await.until(
                        "the client to be answered",
                        Duration.ofSeconds(30),
                        () -> proxy.answered() >= 4 << 20,
                        proxy::answered);
            }
            SmbClientTool.on(node, "CSV2-Share").expect("get big.bin /dev/null");
            long grown = node.residentBytes() - before;
            System.out.println(
                    "bench: "
                            + DEAF
                            + " clients that read nothing: "
                            + grown / DEAF
                            + " bytes each");
            assertThat(grown)
                    .as("memory for %d clients that read nothing", DEAF)
                    .isLessThan(DEAF * 64 * MEGABYTE);
        } finally {
            clients.forEach(Process::destroyForcibly);
            proxies.forEach(TcpProxy::close);
        }
    }

    @Test
    void servesOthersBesideTenThousandIdleConnections(TrialCluster cluster) throws IOException {
        TrialNode node = cluster.nodes().getLast();
        SmbClientTool.on(node, "CSV1-Share").expect("ls");
        long before = node.residentBytes();
        List<SocketChannel> idle = new ArrayList<>();
        try {
            InetSocketAddress to = new InetSocketAddress(node.address(), 445);
            for (int i = 0; i < IDLE; i++) {
                SocketChannel channel = SocketChannel.open();
                idle.add(channel);
                // One address may hold some hundred without a session; these come from many.
                channel.bind(new InetSocketAddress("127.0." + (1 + i / 200) + ".1", 0));
                channel.connect(to);
                if (i % 2 == 0) {
                    channel.write(ByteBuffer.wrap(negotiate()));
                }
            }
            SmbClientTool.on(node, "CSV1-Share").expect("ls");
            long grown = node.residentBytes() - before;
            System.out.println(
                    "bench: " + IDLE + " idle connections: " + grown / IDLE + " bytes each");
            assertThat(grown).as("memory for %d idle connections", IDLE).isLessThan(200 * MEGABYTE);
        } finally {
            for (SocketChannel channel : idle) {
                channel.close();
            }
        }
        Await.until(
                "the node to forget them",
                Duration.ofSeconds(30),
                () -> SmbClientTool.on(node, "CSV1-Share").run("ls").ok());
    }

    /** Sends and waits a moment for an end; whether the node ended the connection. */
    private static boolean send(TrialNode node, int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.address(), port), 5_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[4_096];
            for (int total = 0; total < 1 << 20; ) {
                int got = in.read(buffer);
                if (got < 0) {
                    return true;
                }
                total += got;
            }
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    /** A NEGOTIATE of dialect 3.0.2 in its frame. */
    private static byte[] negotiate() {
        ByteBuffer m = ByteBuffer.allocate(4 + 64 + 36 + 2).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        m.put((byte) 0).put((byte) 0).put((byte) 0).put((byte) (64 + 36 + 2));
        m.putInt(0x424d53fe).putShort((short) 64);
        m.position(4 + 14).putShort((short) 1);
        m.position(4 + 64).putShort((short) 36).putShort((short) 1).putShort((short) 1);
        m.position(4 + 64 + 12).putLong(7).putLong(9);
        m.position(4 + 64 + 36).putShort((short) 0x0302);
        return m.array();
    }

    /** A DCE/RPC bind to the endpoint mapper, without security. */
    private static byte[] bind() {
        ByteBuffer m = ByteBuffer.allocate(72).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        m.put((byte) 5).put((byte) 0).put((byte) 11).put((byte) 3).putInt(0x10);
        m.putShort((short) 72).putShort((short) 0).putInt(1);
        m.putShort((short) 5840).putShort((short) 5840).putInt(0).putInt(1);
        m.putShort((short) 0).putShort((short) 1);
        m.putInt(0xe1af8308).putShort((short) 0x5d1f).putShort((short) 0x11c9);
        m.put(new byte[] {(byte) 0x91, (byte) 0xa4, 8, 0, 0x2b, 0x14, (byte) 0xa0, (byte) 0xfa});
        m.putInt(3);
        m.putInt(0x8a885d04).putShort((short) 0x1ceb).putShort((short) 0x11c9);
        m.put(new byte[] {(byte) 0x9f, (byte) 0xe8, 8, 0, 0x2b, 0x10, 0x48, 0x60});
        m.putInt(2);
        return m.array();
    }
}
