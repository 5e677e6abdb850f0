package io.onehop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.pki.Pem;
import io.onehop.node.admin.AdminClient.Endpoint;
import io.onehop.node.admin.TestFleet;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that takes a request and goes before it answers. */
class DoubtTest {
    /** No count of requests. */
    private static final int ODD = 1_000;

    @TempDir Path folder;
    private TestFleet fleet;
    private ServerSocket going;
    private final AtomicInteger requests = new AtomicInteger();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        fleet = new TestFleet();
        going =
                new NodeTls(TestFleet.identity(fleet.authority, "fs9"))
                        .context()
                        .getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::takeAndGo);
    }

    @AfterEach
    void stop() throws IOException {
        going.close();
        fleet.close();
    }

    private void takeAndGo() {
        while (!going.isClosed()) {
            try (Socket caller = going.accept()) {
                BufferedReader head =
                        new BufferedReader(new InputStreamReader(caller.getInputStream(), UTF_8));
                String line = head.readLine();
                while (line != null && !line.isEmpty()) {
                    line = head.readLine();
                }
                requests.incrementAndGet();
            } catch (IOException e) {
                requests.addAndGet(going.isClosed() ? 0 : ODD);
            }
        }
    }

    private int run(List<Endpoint> others, String... command) throws IOException {
        List<Endpoint> nodes = new ArrayList<>();
        nodes.add(new Endpoint("127.0.0.1", going.getLocalPort()));
        nodes.addAll(others);
        Map<String, String> environment =
                Map.of("ONEHOP_PROFILE", folder.resolve("profile.json").toString());
        new Profile("SOFS1", nodes, fleet.token.text(), Pem.of(fleet.authority.certificate()))
                .store(environment);
        PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
        return Main.run(
                new Terminal(
                        InputStream.nullInputStream(),
                        quiet,
                        new PrintStream(err, true, UTF_8),
                        environment,
                        false,
                        ZoneOffset.UTC),
                command);
    }

    @Test
    void whatIsGoneAfterwardsWasRemoved() throws IOException {
        assertThat(run(List.of(fleet.at(1)), "node", "remove", "fs9")).isZero();
        assertThat(requests).as("asked once").hasValue(1);
    }

    @Test
    void aRemovalThatWasNotDoneIsDoneByTheNextNode() throws IOException {
        assertThat(run(List.of(fleet.at(1)), "share", "remove", "CSV1-Share")).isZero();
        assertThat(fleet.cluster.state().share("CSV1-Share")).isEmpty();
    }

    @Test
    void aRemovalIsInDoubtWhenNobodyElseCanBeAsked() throws IOException {
        assertThat(run(List.of(), "node", "remove", "fs9")).isNotZero();
        assertThat(err.toString(UTF_8)).contains("did not say whether it was done");
        err.reset();
        Endpoint silent = new Endpoint("127.0.0.14", fleet.at(1).port());
        assertThat(run(List.of(silent), "node", "remove", "fs9")).isNotZero();
        assertThat(err.toString(UTF_8)).contains("did not say whether it was done");
        assertThat(requests).hasValue(2);
    }

    @Test
    void anyOtherChangeIsAskedForOnce() throws IOException {
        assertThat(run(List.of(fleet.at(1)), "node", "resume", "fs1")).isNotZero();
        assertThat(err.toString(UTF_8)).contains("did not say whether it was done");
        assertThat(requests).hasValue(1);
    }

    @Test
    void whatNeverWasThereIsNotRemoved() throws IOException {
        going.close();
        assertThat(run(List.of(fleet.at(1)), "node", "remove", "fs9")).isNotZero();
        assertThat(err.toString(UTF_8)).contains("there is no node fs9");
    }
}
