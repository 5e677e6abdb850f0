package io.onehop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.cluster.pki.Pem;
import io.onehop.cluster.pki.PrivateFiles;
import io.onehop.cluster.state.ShareState;
import io.onehop.node.NodeConfig;
import io.onehop.node.admin.TestFleet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private record Result(int status, String out, String err) {}

    @TempDir Path folder;
    private TestFleet fleet;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        fleet = new TestFleet();
        environment.put("ONEHOP_PROFILE", folder.resolve("profile.json").toString());
        profile().store(environment);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private Profile profile() {
        return new Profile(
                "SOFS1",
                List.of(fleet.at(1), fleet.at(2), fleet.at(3)),
                fleet.token.text(),
                Pem.of(fleet.authority.certificate()));
    }

    @Test
    void listsVolumesForPeopleAndForScripts() {
        assertOut(
                """
                NAME     OWNER  STATE   MOVING TO  KIND        EPOCH  NODES  PREFERRED  PATH
                Volume1  fs1    online  -          asymmetric      1  -      -          /v/1
                Volume2  fs2    online  -          asymmetric      1  -      -          /v/2
                Volume3  fs3    online  -          asymmetric      1  -      -          /v/3
                """,
                "volume",
                "list");
        assertThat(done("volume", "list", "--json").lines().toList().get(1))
                .isEqualTo(
                        "  {\"name\":\"Volume1\",\"owner\":\"fs1\",\"state\":\"online\","
                                + "\"movingTo\":null,\"kind\":\"asymmetric\",\"epoch\":1,"
                                + "\"nodes\":[],\"preferred\":[],\"path\":\"/v/1\"},");
    }

    @Test
    void listsNodesSharesAndUsers() {
        assertOut(
                """
                NAME  STATE  LEADER  VOLUMES  ADDRESSES   CLUSTER ADDRESS  SMB PORT  ADMIN PORT
                fs1   up     yes           1  127.0.0.11  127.0.0.11            445  @@@@
                fs2   up     no            1  127.0.0.12  127.0.0.12            445  @@@@
                fs3   up     no            1  127.0.0.13  127.0.0.13            445  @@@@
                """,
                "node",
                "list");
        assertOut(
                """
                NAME        VOLUME   OWNER  KIND       ENCRYPT  DIRECTORY  COMMENT
                CSV1-Share  Volume1  fs1    scale-out  no       -          -
                CSV2-Share  Volume2  fs2    scale-out  no       -          -
                CSV3-Share  Volume3  fs3    scale-out  no       -          -
                """,
                "share",
                "list");
        assertOut("no users\n", "user", "list");
        assertOut("[]\n", "user", "list", "--json");
    }

    @Test
    void listsWhatNodesKnow() {
        assertThat(done("session", "list").lines().toList().get(1))
                .matches(
                        "fs1-1 +fs1 +127.0.0.1:40000 +demo +3.1.1 +yes +no +1 +1"
                                + " +2026-01-02 03:04:05");
        assertThat(done("redirect", "list"))
                .contains("5.0 MB", "1.2 kB", "no witness registration");
        assertThat(done("redirect", "list", "--json"))
                .contains("\"readBytes\":5000000", "\"reason\":\"no witness registration\"");
        assertThat(done("witness", "list")).contains("CLIENT-fs1", "CLIENT-fs3");
        assertThat(done("open", "list")).contains("a\\b.txt", "read+write");
        assertThat(done("cluster", "status").lines().toList().get(1))
                .matches("SOFS1 +example.org +fs1 +3 +3 +3 +3 +3 +0");
    }

    @Test
    void movesAVolumeAndSaysHowLongItTook() {
        assertThat(done("volume", "move", "Volume1", "--to", "fs3"))
                .matches("volume Volume1 moved from fs1 to fs3 in [0-9.]+ m?s\n");
        assertThat(done("volume", "move", "Volume1", "--to", "fs1", "--json"))
                .contains("\"owner\":\"fs1\"")
                .startsWith("[\n");
    }

    @Test
    void makesChangesAndRemovesShares() {
        done("share", "create", "Data", "--volume", "Volume2", "--kind", "general", "--encrypt");
        ShareState made = fleet.cluster.state().share("Data").orElseThrow();
        assertThat(made.kind()).isEqualTo(ShareState.Kind.GENERAL);
        assertThat(made.encrypt()).isTrue();
        done(
                "share",
                "set",
                "Data",
                "--no-encrypt",
                "--directory",
                "a/b",
                "--access",
                "demo=read,*=none");
        ShareState changed = fleet.cluster.state().share("Data").orElseThrow();
        assertThat(changed.encrypt()).isFalse();
        assertThat(changed.directory()).isEqualTo("a\\b");
        assertThat(changed.kind()).isEqualTo(ShareState.Kind.GENERAL);
        assertThat(changed.access()).contains(new ShareState.Access("demo", ShareState.Right.READ));
        assertThat(done("share", "remove", "Data")).contains("its files are untouched");
        done("share", "create", "Plain", "--volume", "Volume2");
        assertThat(fleet.cluster.state().share("Plain").orElseThrow().kind())
                .isEqualTo(ShareState.Kind.SCALE_OUT);
    }

    @Test
    void makesAndRemovesVolumes() {
        done(
                "volume",
                "create",
                "V4",
                "--path",
                "/v/4",
                "--nodes",
                "fs1,fs2",
                "--preferred",
                "fs2",
                "--symmetric");
        var volume = fleet.cluster.state().volume("V4").orElseThrow();
        assertThat(volume.nodes()).containsExactly("fs1", "fs2");
        assertThat(volume.preferred()).containsExactly("fs2");
        assertThat(volume.symmetric()).isTrue();
        done("volume", "remove", "V4");
        assertFailed(1, "share CSV1-Share is on volume Volume1", "volume", "remove", "Volume1");
    }

    @Test
    void addsUsersWithPasswordsFromStandardInput() {
        Result added = run("secret\n", "user", "add", "demo", "--password-stdin");
        assertThat(added.status()).as(added.err()).isZero();
        String hash = fleet.cluster.state().user("demo").orElseThrow().ntHash();
        assertThat(run("other\n", "user", "passwd", "demo", "--password-stdin").status()).isZero();
        assertThat(fleet.cluster.state().user("demo").orElseThrow().ntHash()).isNotEqualTo(hash);
        assertThat(done("user", "list", "--json"))
                .contains("\"name\":\"demo\"", "\"administrator\":false");
        assertFailed(1, "--password-stdin", "user", "add", "someone");
        assertThat(run("", "user", "add", "x", "--password-stdin").status()).isEqualTo(1);
        done("user", "remove", "demo");
    }

    @Test
    void pausesANodeAndWaitsUntilItIsEmpty() {
        assertThat(done("node", "pause", "fs2"))
                .matches("node fs2 is paused; 1 volume moved in [0-9.]+ m?s\n");
        assertThat(fleet.cluster.state().volume("Volume2").orElseThrow().owner()).isEqualTo("fs1");
        assertThat(done("node", "resume", "fs2")).isEqualTo("node fs2 is in service\n");
        fleet.cluster.ownersLetGo = false;
        assertFailed(1, "still owns 2 of 2 volumes", "node", "pause", "fs1", "--timeout", "0");
        assertFailed(1, "there is no node fs9", "node", "pause", "fs9");
        assertFailed(1, "pause it first", "node", "remove", "fs3");
    }

    @Test
    void closesAndMoves() {
        assertOut("session fs2-1 was closed\n", "session", "close", "fs2-1");
        assertFailed(1, "onehop session list", "session", "close", "fs2-1");
        assertOut("open fs3-7 was closed\n", "open", "close", "fs3-7");
        assertOut(
                "client CLIENT-fs3 was told to move to fs1 through 1 registration\n",
                "witness",
                "move",
                "CLIENT-fs3",
                "--to",
                "fs1",
                "--share",
                "CSV1-Share");
    }

    @Test
    void showsAndChangesSettings() {
        assertOut(
                """
                NAME                 VALUE
                signing-required     true
                encryption-required  false
                balancer             true
                lease-millis         2000
                settling-millis      30000
                anonymous-sessions   false
                """,
                "settings");
        assertOut("balancer is off now\n", "settings", "balancer", "off");
        assertFailed(1, "1 to 60 seconds", "settings", "lease-millis", "1");
        assertFailed(1, "NAME VALUE", "settings", "balancer");
    }

    @Test
    void asksAnotherNodeWhenOneIsGone() {
        fleet.stop("fs1");
        Result result = run("", "session", "list");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("fs2-1", "fs3-1");
        assertThat(result.err()).startsWith("warning: node fs1 did not answer");
        fleet.stop("fs2");
        fleet.stop("fs3");
        assertFailed(1, "no node of the cluster answered", "volume", "list");
    }

    @Test
    void findsTheClusterByOptionEnvironmentAndProfile() throws IOException {
        String second = fleet.at(2).toString();
        assertThat(done("--cluster", second, "volume", "list")).contains("Volume1");
        assertThat(done("volume", "list", "--cluster", second)).contains("Volume1");
        assertFailed(1, "127.0.0.1:1 (", "volume", "list", "--cluster", "127.0.0.1:1");
        environment.put("ONEHOP_CLUSTER", "127.0.0.1:1");
        assertFailed(1, "127.0.0.1:1 (", "volume", "list");
        assertThat(done("volume", "list", "--cluster", second)).contains("Volume1");
        environment.remove("ONEHOP_CLUSTER");
        Files.delete(folder.resolve("profile.json"));
        assertFailed(1, "onehop cluster create", "volume", "list");
        assertFailed(1, "ONEHOP_TOKEN", "volume", "list", "--cluster", second);
        environment.put("ONEHOP_TOKEN", fleet.token.text());
        assertFailed(1, "ONEHOP_CA", "volume", "list", "--cluster", second);
        Path ca =
                Files.writeString(folder.resolve("ca.pem"), Pem.of(fleet.authority.certificate()));
        environment.put("ONEHOP_CA", ca.toString());
        assertThat(done("volume", "list", "--cluster", second)).contains("Volume1");
        environment.put("ONEHOP_TOKEN", "wrong");
        assertFailed(1, "admin token is missing or wrong", "volume", "list", "--cluster", second);
        assertFailed(
                1,
                "admin token is missing or wrong",
                "volume",
                "move",
                "Volume1",
                "--to",
                "fs2",
                "--cluster",
                second);
    }

    @Test
    void aProfileThatOthersCanReadIsRefused() throws IOException {
        Path file = folder.resolve("profile.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertFailed(1, "chmod 600", "volume", "list");
        PrivateFiles.write(file, "{");
        assertFailed(1, "is damaged", "volume", "list");
    }

    @Test
    void wrongUsageEndsWith2AndSaysWhatIsWrong() {
        assertFailed(2, "Missing required option", "volume", "move", "Volume1");
        assertFailed(2, "Try onehop volume move --help", "volume", "move", "Volume1");
        assertFailed(2, "Missing required", "volume");
        assertFailed(2, "nonsense", "nonsense");
        assertFailed(2, "--nonsense", "volume", "list", "--nonsense");
        assertFailed(2, "Usage: onehop");
    }

    @Test
    void helpNamesEveryCommandAndMapsCmdlets() {
        String help = done("help");
        for (String group :
                List.of(
                        "cluster",
                        "node",
                        "volume",
                        "share",
                        "user",
                        "witness",
                        "session",
                        "open",
                        "redirect",
                        "events",
                        "settings")) {
            assertThat(help).containsPattern("(?m)^ +" + group + " ");
        }
        assertThat(done("help", "volume", "create")).contains("--preferred", "--symmetric");
        assertThat(done("volume", "move", "--help")).contains("--to");
        assertThat(done("help", "cmdlets").lines())
                .anyMatch(l -> l.matches("Resume-ClusterNode -Name N +onehop node resume N"))
                .anyMatch(l -> l.startsWith("Get-SmbMultichannelConnection"))
                .anyMatch(l -> l.matches("Get-SmbMultichannelConstraint +onehop constraint list"));
        assertFailed(1, "there is no command nonsense", "help", "nonsense");
    }

    @Test
    void confinesTheClientsOfANetwork() {
        assertOut("no constraints\n", "constraint", "list");
        String[] add = {
            "constraint", "add", "--clients", "10.9.9.9/8", "--interfaces", "10.1.0.0/16,eth1"
        };
        assertThat(done(add)).isEqualTo("clients in 10.0.0.0/8 use 10.1.0.0/16, eth1 now\n");
        assertFailed(1, "there is a constraint for 10.0.0.0/8 already", add);
        assertOut(
                """
                CLIENTS     INTERFACES
                10.0.0.0/8  10.1.0.0/16,eth1
                """,
                "constraint",
                "list");
        assertThat(
                        done(
                                "constraint",
                                "add",
                                "--clients",
                                "fd00::5/64",
                                "--interfaces",
                                "fd01::/64",
                                "--json"))
                .contains("{\"clients\":\"fd00::/64\",\"interfaces\":[\"fd01::/64\"]}")
                .doesNotContain("10.0.0.0");
        done("constraint", "remove", "fd00::/64");
        assertFailed(1, "no constraint for fd00::/64", "constraint", "remove", "fd00::/64");
        assertFailed(1, "'net' is not a network", "constraint", "remove", "net");
        assertFailed(
                1,
                "'10.1' is not a network",
                "constraint",
                "add",
                "--clients",
                "10.5.0.0/16",
                "--interfaces",
                "10.1");
    }

    @Test
    void createsAClusterAndAnotherMachineJoinsWithATicket() throws IOException {
        Path state = folder.resolve("fs1");
        String created =
                done(
                        "cluster",
                        "create",
                        "SOFS2",
                        "--node-name",
                        "fs1",
                        "--address",
                        "127.0.0.21",
                        "--state-dir",
                        state.toString(),
                        "--port-base",
                        "30000",
                        "--domain",
                        "example.org",
                        "--dns-update",
                        "127.0.0.1:5353",
                        "--dns-key",
                        "/tmp/key");
        assertThat(created).contains("onehop node run --state-dir " + state);
        NodeConfig config = NodeConfig.load(state);
        assertThat(config.ports().admin()).isEqualTo(30_006);
        assertThat(Objects.requireNonNull(config.founding()).dnsDomain()).isEqualTo("example.org");
        assertThat(Objects.requireNonNull(config.dnsUpdate()).port()).isEqualTo(5353);
        Profile left = Profile.load(environment).orElseThrow();
        assertThat(left.cluster()).isEqualTo("SOFS2");
        assertThat(left.nodes().toString()).isEqualTo("[127.0.0.21:30006]");

        profile().store(environment);
        String ticket = done("cluster", "token").strip();
        assertThat(
                        done(
                                "cluster",
                                "join",
                                ticket,
                                "--node-name",
                                "fs4",
                                "--address",
                                "127.0.0.14",
                                "--state-dir",
                                folder.resolve("fs4").toString()))
                .contains("is a node of cluster SOFS1");
        assertThat(fleet.cluster.state().node("fs4")).isPresent();
        assertThat(Profile.load(environment).orElseThrow().nodes()).hasSize(4);
        assertFailed(
                1,
                "used already",
                "cluster",
                "join",
                ticket,
                "--node-name",
                "fs5",
                "--address",
                "127.0.0.15",
                "--state-dir",
                folder.resolve("fs5").toString());
    }

    @Test
    void refusesWhatCannotBeANodeBeforeAnythingIsMade() {
        String dir = folder.resolve("n").toString();
        assertFailed(
                1,
                "is not an IP address",
                "cluster",
                "create",
                "S",
                "--address",
                "fs1.example",
                "--state-dir",
                dir);
        assertFailed(
                1,
                "no address that a client",
                "cluster",
                "create",
                "S",
                "--address",
                "0.0.0.0",
                "--state-dir",
                dir);
        assertFailed(
                1,
                "cannot be a file server name",
                "cluster",
                "create",
                "not_a_name",
                "--address",
                "127.0.0.1",
                "--state-dir",
                dir);
        assertFailed(
                1,
                "not a whole join ticket",
                "cluster",
                "join",
                "onehop-join:x",
                "--address",
                "127.0.0.1",
                "--state-dir",
                dir);
        assertFailed(1, "no node lives in", "node", "run", "--state-dir", dir);
        assertThat(Path.of(dir)).doesNotExist();
    }

    @Test
    void aTicketThatExpiredSaysSo() {
        String ticket = done("cluster", "token").strip();
        fleet.clock.forward(Duration.ofHours(2));
        assertFailed(
                1,
                "has expired: get a new one",
                "cluster",
                "join",
                ticket,
                "--node-name",
                "fs4",
                "--address",
                "127.0.0.14",
                "--state-dir",
                folder.resolve("fs4").toString());
    }

    @Test
    void statusBringsTheProfileUpToDate() throws IOException {
        new Profile(
                        "SOFS1",
                        List.of(fleet.at(2)),
                        fleet.token.text(),
                        Pem.of(fleet.authority.certificate()))
                .store(environment);
        done("cluster", "status");
        assertThat(Profile.load(environment).orElseThrow().nodes())
                .containsExactly(fleet.at(1), fleet.at(2), fleet.at(3));
    }

    @Test
    void showsEvents() {
        fleet.eventsOf("fs2").publish("share-move", "CLIENT1", "client CLIENT1 moves");
        assertThat(done("events")).contains("fs2", "share-move", "client CLIENT1 moves");
        assertThat(done("events", "--json")).contains("\"kind\":\"share-move\"");
    }

    private void assertOut(String expected, String... args) {
        String port = Integer.toString(fleet.at(1).port());
        String wanted = expected.replaceAll("@@@@\n", " ".repeat(10 - port.length()) + port + "\n");
        assertThat(done(args)).isEqualTo(wanted);
    }

    private String done(String... args) {
        Result result = run("", args);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    private void assertFailed(int status, String message, String... args) {
        Result result = run("", args);
        assertThat(result.err()).contains(message).doesNotContain("\tat ");
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.out()).isEmpty();
    }

    private Result run(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status =
                Main.run(
                        new Terminal(
                                new ByteArrayInputStream(input.getBytes(UTF_8)),
                                new PrintStream(out, true, UTF_8),
                                new PrintStream(err, true, UTF_8),
                                environment,
                                false,
                                ZoneOffset.UTC),
                        args);
        return new Result(status, out.toString(UTF_8), err.toString(UTF_8));
    }
}
