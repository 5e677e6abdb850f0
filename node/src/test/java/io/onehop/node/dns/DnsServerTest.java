package io.onehop.node.dns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Ports;
import io.onehop.node.TestClusters;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

class DnsServerTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private ClusterState state = TestClusters.threeNodes("example.org");
    private DnsServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                DnsServer.start(
                        List.of(
                                new InetSocketAddress(HERE, 0),
                                new InetSocketAddress("127.0.0.2", 0)),
                        new DnsResponder(() -> state));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void answersAResolverOverUdpAndTcp() throws IOException {
        assertAnswers();
    }

    private void assertAnswers() throws IOException {
        for (boolean tcp : new boolean[] {false, true}) {
            SimpleResolver resolver =
                    new SimpleResolver(new InetSocketAddress(HERE, server.port()));
            resolver.setTCP(tcp);
            assertThat(resolver.send(query()).getSection(Section.ANSWER)).hasSize(3);
        }
    }

    @Test
    void aResolverTurnsToTcpWhenTheAnswerIsCut() throws IOException {
        String[] many = new String[100];
        Arrays.setAll(many, i -> "10.0.0." + i);
        state = TestClusters.withNode(state, "fs4", Ports.DEFAULTS, many);
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(HERE, server.port()));
        assertThat(resolver.send(query()).getSection(Section.ANSWER)).hasSize(103);
    }

    @Test
    void answersDig() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/dig")), "dig is missing");
        assertThat(dig("sofs1", "A", "+short").lines())
                .containsExactlyInAnyOrder("127.0.0.11", "127.0.0.12", "127.0.0.13");
        assertThat(dig("sofs1.example.org", "A", "+tcp", "+short").lines()).hasSize(3);
        assertThat(dig("sofs1", "A", "+noall", "+comments"))
                .contains("status: NOERROR", "flags: qr aa rd;", "udp: 1232")
                .doesNotContain("WARNING: Message", "malformed");
        assertThat(dig("nobody.sofs1", "A", "+noall", "+comments")).contains("status: NXDOMAIN");
        assertThat(dig("example.com", "A", "+noall", "+comments")).contains("status: REFUSED");
    }

    @Test
    void goesOnAfterGarbage() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] garbage = new byte[8000];
            Arrays.fill(garbage, (byte) 0x3f);
            socket.send(new DatagramPacket(garbage, 8000, HERE, server.port()));
            socket.send(new DatagramPacket(new byte[0], 0, HERE, server.port()));
        }
        try (Socket socket = new Socket(HERE, server.port())) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(UTF_8));
            socket.setSoTimeout(5000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertAnswers();
    }

    @Test
    void idleConnectionsGiveWayToNewOnes() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < Limits.MAX_DNS_CONNECTIONS + 8; i++) {
                idle.add(new Socket(HERE, server.port()));
            }
            assertAnswers();
            idle.getFirst().setSoTimeout(5000);
            assertThat(idle.getFirst().getInputStream().read()).isEqualTo(-1);
        } finally {
            for (Socket s : idle) {
                s.close();
            }
        }
    }

    @Test
    void saysWhichAddressItCannotHave() {
        assertThatThrownBy(
                        () ->
                                DnsServer.start(
                                        List.of(new InetSocketAddress(HERE, server.port())),
                                        new DnsResponder(() -> state)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("DNS cannot listen on /127.0.0.1:" + server.port());
    }

    private static Message query() {
        return Message.newQuery(
                Record.newRecord(Name.fromConstantString("sofs1.example.org."), Type.A, DClass.IN));
    }

    private String dig(String name, String type, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/usr/bin/dig",
                                "@127.0.0.1",
                                "-p",
                                Integer.toString(server.port()),
                                "+time=5",
                                "+tries=1",
                                name,
                                type));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return out;
    }
}
