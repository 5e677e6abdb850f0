package io.onehop.trials.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.onehop.trials.harness.Clients;
import io.onehop.trials.harness.Torture;
import io.onehop.trials.harness.Torture.Outcome;
import io.onehop.trials.harness.Trial;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Samba's test suite on a share of the node's own and on one whose requests are redirected: both
 * must give the results that {@code smbtorture-expected.tsv} names.
 */
@Tag("interop")
@ExtendWith(Trial.class)
class TortureTest {
    private static final List<String> SUITES =
            List.of(
                    "smb2.connect",
                    "smb2.tcon",
                    "smb2.read",
                    "smb2.rw",
                    "smb2.mkdir",
                    "smb2.compound",
                    "smb2.lock",
                    "smb2.sharemode",
                    "smb2.dir",
                    "smb2.rename",
                    "smb2.create",
                    "smb2.getinfo",
                    "smb2.setinfo",
                    "smb2.openattr",
                    "smb2.winattr",
                    "smb2.winattr2",
                    "smb2.streams",
                    "smb2.fileid",
                    "smb2.timestamps",
                    "smb2.name-mangling",
                    "smb2.deny",
                    "smb2.delete-on-close-perms",
                    "smb2.stream-inherit-perms",
                    "smb2.sdread",
                    "smb2.compound_find",
                    "smb2.session",
                    "smb2.session-require-signing",
                    "smb2.charset",
                    "smb2.maximum_allowed",
                    "smb2.ioctl-on-stream",
                    "smb2.session-id",
                    "smb2.credits",
                    "smb2.compound_async",
                    "smb2.notify.mask-change",
                    "smb2.notify.rec",
                    "smb2.notify-inotify",
                    "smb2.durable-open",
                    "smb2.durable-v2-delay",
                    "smb2.replay.dhv2-pending2o-vs-lease-windows",
                    "smb2.multichannel.bugs.bug_15346",
                    "smb2.multichannel.generic.num_channels",
                    "rpc.srvsvc",
                    "smb2.maxfid");

    @BeforeAll
    static void needsSmbtorture() {
        Clients.need("smbtorture");
    }

    @TestFactory
    Stream<DynamicNode> givesTheExpectedResults(TrialCluster cluster) {
        Map<String, String> expected = expected();
        cluster.onehopReading(
                TrialCluster.PASSWORD + "\n", "user", "add", Torture.OTHER, "--password-stdin");
        cluster.onehop("settings", "anonymous-sessions", "on");
        TrialNode owner = cluster.owner("Volume1");
        TrialNode other = cluster.other("Volume1");
        return Stream.of(
                dynamicContainer("own", suites(cluster, owner, expected)),
                dynamicContainer("redirected", suites(cluster, other, expected)));
    }

    private static Stream<DynamicNode> suites(
            TrialCluster cluster, TrialNode node, Map<String, String> expected) {
        return SUITES.stream()
                .map(suite -> dynamicContainer(suite, tests(cluster, node, suite, expected)));
    }

    /** The suite runs when its first test is asked for. */
    private static Stream<DynamicTest> tests(
            TrialCluster cluster, TrialNode node, String suite, Map<String, String> expected) {
        return Stream.of(suite)
                .flatMap(
                        s -> {
                            Map<String, Outcome> results =
                                    new Torture(node, "G1", base(cluster, suite)).run(suite);
                            Map<String, Outcome> all = new LinkedHashMap<>(results);
                            expected.keySet().stream()
                                    .filter(t -> t.equals(suite) || t.startsWith(suite + "."))
                                    .forEach(t -> all.putIfAbsent(t, new Outcome("not run", "")));
                            return all.entrySet().stream();
                        })
                .map(
                        e ->
                                dynamicTest(
                                        e.getKey(),
                                        () ->
                                                assertThat(e.getValue().result())
                                                        .as(
                                                                e.getKey()
                                                                        + " at "
                                                                        + node.name()
                                                                        + ": "
                                                                        + e.getValue().text())
                                                        .isEqualTo(
                                                                expected.getOrDefault(
                                                                        e.getKey(), "success"))));
    }

    private static Path base(TrialCluster cluster, String suite) {
        try {
            return Files.createDirectories(cluster.folder().resolve("torture").resolve(suite));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tests that do not succeed, with what they give instead; Windows' ways are the standard. */
    private static Map<String, String> expected() {
        Map<String, String> expected = new LinkedHashMap<>();
        try (InputStream in = TortureTest.class.getResourceAsStream("/smbtorture-expected.tsv")) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(l -> !l.startsWith("#") && !l.isBlank())
                    .map(l -> l.split("\t"))
                    .forEach(f -> expected.put(f[0], f[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return expected;
    }
}
