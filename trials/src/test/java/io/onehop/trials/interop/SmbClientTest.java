package io.onehop.trials.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.trials.harness.Clients;
import io.onehop.trials.harness.SmbClientTool;
import io.onehop.trials.harness.Tool;
import io.onehop.trials.harness.Trial;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** smbclient on every node and share: the files are the same wherever one comes in. */
@Tag("interop")
@ExtendWith(Trial.class)
class SmbClientTest {
    private static final int TREE_FILES = 1_000;

    @TempDir Path local;

    @BeforeAll
    static void needsSmbclient() {
        Clients.need("smbclient", "dig");
    }

    @ParameterizedTest
    @CsvSource({"fs1,1", "fs1,2", "fs1,3", "fs2,1", "fs2,2", "fs2,3", "fs3,1", "fs3,2", "fs3,3"})
    void worksWithFilesThroughEveryNode(String name, int share, TrialCluster cluster)
            throws IOException {
        worksWithFiles(cluster, SmbClientTool.on(cluster.node(name), "CSV" + share + "-Share"));
    }

    @ParameterizedTest
    @CsvSource({"fs1,1", "fs2,1", "fs3,1"})
    void worksWithFilesEncrypted(String name, int share, TrialCluster cluster) throws IOException {
        worksWithFiles(
                cluster,
                SmbClientTool.on(cluster.node(name), "CSV" + share + "-Share")
                        .with("--client-protection=encrypt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SMB2_02", "SMB2_10", "SMB3_00", "SMB3_02", "SMB3_11"})
    void worksWithFilesInEveryDialect(String dialect, TrialCluster cluster) throws IOException {
        for (TrialNode node : cluster.nodes()) {
            worksWithFiles(
                    cluster,
                    SmbClientTool.on(node, "CSV2-Share")
                            .with("-m", dialect, "--option=client min protocol=" + dialect));
        }
    }

    private void worksWithFiles(TrialCluster cluster, SmbClientTool client) throws IOException {
        String folder = "d" + Long.toHexString(new Random().nextLong());
        byte[] bytes = random(300_000, 7);
        Path sent = local.resolve("sent.bin");
        Path back = local.resolve("back.bin");
        Files.write(sent, bytes);
        client.expect("mkdir " + folder);
        client.expect("put " + sent + " " + folder + "\\a.bin");
        assertThat(client.expect("ls " + folder + "\\*")).contains("a.bin").contains("300000");
        client.expect("rename " + folder + "\\a.bin " + folder + "\\B.bin");
        String listed = client.expect("ls " + folder + "\\*");
        assertThat(listed).contains("B.bin").doesNotContain("a.bin");
        for (TrialNode node : cluster.nodes()) {
            SmbClientTool other =
                    new SmbClientTool(node.address(), client.share(), client.options());
            other.expect("get " + folder + "\\b.BIN " + back);
            assertThat(Files.readAllBytes(back)).as("through " + node.name()).isEqualTo(bytes);
        }
        client.expect("del " + folder + "\\B.bin");
        client.expect("rmdir " + folder);
        Tool.Result gone = client.run("ls " + folder);
        assertThat(gone.output()).contains("NT_STATUS_NO_SUCH_FILE");
    }

    @Test
    void copiesATreeInThroughOneNodeAndTheSameBytesOutThroughAnother(TrialCluster cluster)
            throws IOException {
        Path tree = local.resolve("in");
        Map<String, Integer> expected = new TreeMap<>();
        Random random = new Random(3);
        for (int i = 0; i < TREE_FILES; i++) {
            Path file =
                    tree.resolve("top").resolve("dir " + i % 23).resolve("f" + i + " Ünïcode.dat");
            Files.createDirectories(file.resolveSibling(""));
            byte[] bytes = random(random.nextInt(20_000), i);
            Files.write(file, bytes);
            expected.put(tree.relativize(file).toString(), java.util.Arrays.hashCode(bytes));
        }
        String share = "CSV1-Share";
        TrialNode owner = cluster.owner("Volume1");
        TrialNode in = cluster.other("Volume1");
        TrialNode out =
                cluster.nodes().stream()
                        .filter(n -> n != owner && n != in)
                        .findFirst()
                        .orElseThrow();
        SmbClientTool.on(in, share).expect("lcd " + tree + "; recurse ON; prompt OFF; mput top");
        for (TrialNode node : List.of(out, owner)) {
            Path back = Files.createDirectories(local.resolve("back-" + node.name()));
            SmbClientTool.on(node, share)
                    .expect("lcd " + back + "; recurse ON; prompt OFF; mget top");
            assertThat(hashes(back)).as("through " + node.name()).isEqualTo(expected);
        }
        SmbClientTool.on(out, share).expect("deltree top");
    }

    private static Map<String, Integer> hashes(Path folder) throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                found.put(
                        folder.relativize(file).toString(),
                        java.util.Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return found;
    }

    @Test
    void listsTheSharesOnEveryNode(TrialCluster cluster) {
        for (TrialNode node : cluster.nodes()) {
            for (String protection : List.of("sign", "encrypt")) {
                assertThat(SmbClientTool.shares(node, "--client-protection=" + protection).lines())
                        .as(node.name())
                        .anyMatch(l -> l.startsWith("Disk|CSV1-Share|"))
                        .anyMatch(l -> l.startsWith("Disk|CSV2-Share|"))
                        .anyMatch(l -> l.startsWith("Disk|CSV3-Share|"))
                        .anyMatch(l -> l.startsWith("IPC|IPC$|"));
            }
        }
    }

    @Test
    void everyNodeKnowsTheAddressesOfTheName(TrialCluster cluster) {
        String[] all = cluster.nodes().stream().map(TrialNode::address).toArray(String[]::new);
        List<String> firsts = new ArrayList<>();
        for (TrialNode node : cluster.nodes()) {
            for (int i = 0; i < 3; i++) {
                for (String transport : List.of("+notcp", "+tcp")) {
                    List<String> answer =
                            Tool.of(
                                            "dig",
                                            "@" + node.address(),
                                            TrialCluster.NAME.toLowerCase(java.util.Locale.ROOT),
                                            "A",
                                            "+short",
                                            transport)
                                    .run(Duration.ofSeconds(20))
                                    .expectOk()
                                    .lines()
                                    .toList();
                    assertThat(answer).containsExactlyInAnyOrder(all);
                    firsts.add(answer.getFirst());
                }
            }
        }
        assertThat(firsts.stream().distinct().count()).as("rotation").isGreaterThan(1);
    }

    @Test
    void refusesWhatItMustRefuse(TrialCluster cluster) {
        for (TrialNode node : cluster.nodes()) {
            Tool.Result wrong =
                    Tool.of(
                                    "smbclient",
                                    "//" + node.address() + "/CSV1-Share",
                                    "-U",
                                    TrialCluster.USER + "%wrong",
                                    "-c",
                                    "ls")
                            .run(Duration.ofSeconds(30));
            assertThat(wrong.output()).contains("NT_STATUS_LOGON_FAILURE");
            Tool.Result anonymous =
                    Tool.of(
                                    "smbclient",
                                    "//" + node.address() + "/CSV1-Share",
                                    "-N",
                                    "-U",
                                    "%",
                                    "-c",
                                    "ls")
                            .run(Duration.ofSeconds(30));
            assertThat(anonymous.ok()).as(anonymous.output()).isFalse();
            Tool.Result ntlmv1 =
                    SmbClientTool.on(node, "CSV1-Share")
                            .with(
                                    "--option=client ntlmv2 auth=no",
                                    "--option=client use spnego=yes")
                            .run("ls");
            assertThat(ntlmv1.ok()).as("NTLMv1: " + ntlmv1.output()).isFalse();
            Tool.Result unknown = SmbClientTool.on(node, "NoSuchShare").run("ls");
            assertThat(unknown.output()).contains("NT_STATUS_BAD_NETWORK_NAME");
            Tool.Result smb1 =
                    SmbClientTool.on(node, "CSV1-Share")
                            .with("-m", "NT1", "--option=client min protocol=NT1")
                            .run("ls");
            assertThat(smb1.ok()).as("SMB1: " + smb1.output()).isFalse();
        }
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
