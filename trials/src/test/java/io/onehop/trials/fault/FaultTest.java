package io.onehop.trials.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.client.OpenMode;
import io.onehop.client.RemoteFile;
import io.onehop.client.SmbClient;
import io.onehop.trials.harness.Await;
import io.onehop.trials.harness.SmbClientTool;
import io.onehop.trials.harness.Tool;
import io.onehop.trials.harness.Trial;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes that die, hang and come back. */
@ExtendWith(Trial.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultTest {
    private static final Duration TAKEOVER = Duration.ofSeconds(30);

    @Tag("fault")
    @Test
    @Order(1)
    void anotherNodeServesWhatTheDeadOneOwned(TrialCluster cluster) throws IOException {
        TrialNode owner = cluster.owner("Volume1");
        TrialNode other = cluster.other("Volume1");
        SmbClientTool before = SmbClientTool.on(owner, "CSV1-Share");
        Path file = Files.writeString(cluster.folder().resolve("kept"), "kept");
        before.expect("put " + file + " kept");
        owner.kill();
        long killed = System.nanoTime();
        Await.until(
                "another node to serve CSV1-Share",
                TAKEOVER,
                () -> SmbClientTool.on(other, "CSV1-Share").run("get kept /dev/null").ok());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
        System.out.println("bench: takeover after kill -9 seen by smbclient: " + millis + " ms");
        assertThat(cluster.owners().get("Volume1")).isNotEqualTo(owner.name());
        owner.start();
        cluster.awaitUp(owner);
        SmbClientTool.on(owner, "CSV1-Share").expect("get kept /dev/null");
        cluster.awaitOwners(2);
    }

    /**
     * A stopped owner wakes up after another took over: what it had been sent before must not be
     * written, and nothing old may be read from it.
     */
    @Tag("fault")
    @Test
    @Order(2)
    void aStaleOwnerWritesAndServesNothing(TrialCluster cluster) throws IOException {
        TrialNode stale = cluster.owner("Volume2");
        try (SmbClient old = Workload.client(List.of(stale), 2_000, 1_500)) {
            RemoteFile file = old.share("CSV2-Share").open("fenced", OpenMode.READ_WRITE);
            file.write(0, text("first!"));
            stale.stop();
            CompletableFuture<Void> late =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    file.write(0, text("stale!"));
                                } catch (IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });
            Await.until(
                    "another owner of Volume2",
                    TAKEOVER,
                    () -> {
                        String owner = cluster.owners().get("Volume2");
                        return owner != null && !owner.equals(stale.name());
                    },
                    cluster::owners);
            assertThatThrownBy(() -> late.get(60, TimeUnit.SECONDS))
                    .as("a write to an owner that hangs")
                    .hasCauseInstanceOf(java.io.UncheckedIOException.class);
            TrialNode owner = cluster.owner("Volume2");
            try (SmbClient now = Workload.client(List.of(owner), 30_000, 10_000);
                    RemoteFile fresh =
                            now.share("CSV2-Share").open("fenced", OpenMode.READ_WRITE)) {
                fresh.write(0, text("second"));
                stale.resume();
                cluster.awaitUp(stale);
            }
            for (TrialNode node : cluster.nodes()) {
                assertThat(read(node, "CSV2-Share", "fenced"))
                        .as("through " + node.name())
                        .isEqualTo("second");
            }
            assertThat(Files.readString(cluster.volumePath(2).resolve("fenced")))
                    .isEqualTo("second");
        }
    }

    @Tag("fault")
    @Test
    @Order(3)
    void withoutAMajorityNothingIsServedAndThatIsSaid(TrialCluster cluster) {
        TrialNode left = cluster.nodes().get(1);
        List<TrialNode> others = cluster.nodes().stream().filter(n -> n != left).toList();
        SmbClientTool client = SmbClientTool.on(left, "CSV2-Share");
        client.expect("ls");
        others.forEach(TrialNode::kill);
        Await.until(
                "the last node to serve nothing",
                Duration.ofSeconds(30),
                () -> {
                    for (int i = 1; i <= 3; i++) {
                        if (served(SmbClientTool.on(left, "CSV" + i + "-Share"))) {
                            return false;
                        }
                    }
                    return true;
                });
        Tool.Result status = cluster.tool("cluster", "status").run(Duration.ofMinutes(1));
        assertThat(status.output()).doesNotContain("Exception");
        others.forEach(TrialNode::start);
        others.forEach(cluster::awaitUp);
        cluster.awaitOwners(2);
        client.expect("ls");
    }

    private static boolean served(SmbClientTool client) {
        Tool.Result result = client.run("ls");
        return result.ok() && !result.output().contains("NT_STATUS");
    }

    @Tag("fault")
    @Test
    @Order(4)
    void losesNothingInARandomMinute(TrialCluster cluster) throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        System.out.println("bench: " + new RandomTrial(cluster, seed).run(Duration.ofMinutes(1)));
    }

    @Tag("long")
    @Test
    @Order(5)
    void losesNothingInTenRandomMinutes(TrialCluster cluster) throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        System.out.println("bench: " + new RandomTrial(cluster, seed).run(Duration.ofMinutes(10)));
    }

    private static String read(TrialNode node, String share, String path) throws IOException {
        try (SmbClient client = Workload.client(List.of(node), 30_000, 10_000);
                RemoteFile file = client.share(share).open(path, OpenMode.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(100);
            file.read(0, bytes);
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }

    private static ByteBuffer text(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }
}
