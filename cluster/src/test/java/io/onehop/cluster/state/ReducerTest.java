package io.onehop.cluster.state;

import static io.onehop.cluster.state.States.admit;
import static io.onehop.cluster.state.States.after;
import static io.onehop.cluster.state.States.created;
import static io.onehop.cluster.state.States.share;
import static io.onehop.cluster.state.States.up;
import static io.onehop.cluster.state.States.volume;
import static io.onehop.cluster.state.States.withNodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReducerTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef";

    /** Three nodes, V on fs1 with share S, user ann. */
    private final ClusterState served =
            after(
                    withNodes("fs1", "fs2", "fs3"),
                    volume("V"),
                    give("V", "fs1"),
                    share("S", "V"),
                    new Command.AddUser("ann", HASH, false));

    @Test
    void refusesEverythingBeforeTheClusterExists() {
        refused(ClusterState.empty(), new Command.PauseNode("fs1"), "no cluster yet");
    }

    @Test
    void createsAClusterOnce() {
        assertThat(created().fileServerFqdn()).isEqualTo("SOFS1.example.net");
        assertThat(created().version()).isEqualTo(1);
        refused(
                created(),
                new Command.CreateCluster(States.CLUSTER, "OTHER", "", "S-1-5-21-1-2-3"),
                "in the cluster SOFS1 already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "a\\b", "SIXTEENCHARACTER", "a\tb", "a*"})
    void refusesNamesThatNobodyCouldConnectTo(String name) {
        refused(
                ClusterState.empty(),
                new Command.CreateCluster(States.CLUSTER, name, "", "S-1-5-21-1-2-3"),
                "cannot be a file server name");
        refused(created(), admit(name), "cannot be a node name");
    }

    @Test
    void changesSettingsWithinTheirBounds() {
        Settings longer = new Settings(false, true, false, 60_000, 0, false);
        assertThat(after(served, new Command.ChangeSettings(longer)).settings()).isEqualTo(longer);
        for (int lease : new int[] {999, 60_001, -1}) {
            refused(
                    created(),
                    new Command.ChangeSettings(new Settings(true, false, true, lease, 0, false)),
                    "1 to 60 seconds");
        }
        refused(
                created(),
                new Command.ChangeSettings(new Settings(true, false, true, 2_000, -1, false)),
                "not be negative");
    }

    @Test
    void shortensTheLeaseOnlyWhileNobodyElseCouldHoldALongerOne() {
        Command shorter =
                new Command.ChangeSettings(new Settings(true, false, true, 1_000, 30_000, false));
        refused(served, shorter, "made longer");
        assertThat(after(withNodes("fs1"), shorter).settings().leaseMillis()).isEqualTo(1_000);
    }

    @Test
    void usesAJoinTokenUp() {
        JoinToken token = new JoinToken("AbC", "00", 1);
        Command join =
                new Command.AdmitNode("fs9", List.of("192.0.2.9"), "x", Ports.DEFAULTS, "abc");
        refused(created(), join, "used already or never given");
        ClusterState joined = after(created(), new Command.AddToken(token, 0), join);
        assertThat(joined.tokens()).isEmpty();
        assertThat(joined.node("FS9").orElseThrow().inService()).isFalse();
        refused(
                joined,
                new Command.AdmitNode("fs8", List.of("192.0.2.8"), "x", Ports.DEFAULTS, "abc"),
                "used already");
    }

    @Test
    void keepsATokenWhoseJoinWasRefused() {
        ClusterState state = after(served, new Command.AddToken(new JoinToken("t", "00", 1), 0));
        refused(
                state,
                new Command.AdmitNode("fs1", List.of("192.0.2.8"), "x", Ports.DEFAULTS, "t"),
                "node fs1 already");
        assertThat(state.tokens()).containsKey("t");
    }

    @Test
    void limitsWaitingTokens() {
        ClusterState state = created();
        for (int i = 0; i < 256; i++) {
            state = after(state, new Command.AddToken(new JoinToken("t" + i, "00", 1), 0));
        }
        refused(state, new Command.AddToken(new JoinToken("more", "00", 1), 0), "256 join tokens");
    }

    @Test
    void dropsTokensThatHaveExpiredBeforeItCountsThem() {
        ClusterState state = created();
        for (int i = 0; i < 256; i++) {
            JoinToken token = new JoinToken("t" + i, "00", 100 + i % 2);
            state = after(state, new Command.AddToken(token, 0));
        }
        JoinToken more = new JoinToken("more", "00", 200);
        refused(state, new Command.AddToken(more, 99), "256 join tokens");
        ClusterState later = after(state, new Command.AddToken(more, 100));
        assertThat(later.tokens()).hasSize(129).containsKeys("t1", "more").doesNotContainKey("t0");
    }

    @Test
    void refusesNodesThatClientsCouldNotReach() {
        refused(
                created(),
                new Command.AdmitNode("fs1", List.of(), "x", Ports.DEFAULTS, null),
                "no address for clients");
    }

    @Test
    void takesWhatANodeOwnedWhenItStartsAgain() {
        ClusterState moving = after(served, volume("W"), give("W", "fs2"), move("W", "fs1"));
        ClusterState state = after(moving, up("FS1", 2));
        assertThat(owner(state, "V")).isNull();
        assertThat(vol(state, "V").epoch()).isEqualTo(1);
        assertThat(vol(state, "W").movingTo()).isNull();
        assertThat(owner(state, "W")).isEqualTo("fs2");
        refused(state, up("fs1", 2), "later start");
        refused(state, up("fs1", 1), "later start");
        refused(state, up("fs7", 1), "no node fs7");
    }

    @Test
    void declaresOnlyTheIncarnationDownThatWasMeant() {
        ClusterState state = after(served, new Command.NodeDown("fs1", 1));
        assertThat(owner(state, "V")).isNull();
        assertThat(state.node("fs1").orElseThrow().up()).isFalse();
        refused(state, new Command.NodeDown("fs1", 1), "down already");
        ClusterState again = after(state, up("fs1", 2));
        refused(again, new Command.NodeDown("fs1", 1), "started again");
        refused(again, new Command.NodeDown("nobody", 1), "no node nobody");
    }

    @Test
    void pausesAndResumes() {
        ClusterState paused = after(served, new Command.PauseNode("FS2"));
        assertThat(paused.node("fs2").orElseThrow().inService()).isFalse();
        refused(paused, move("V", "fs2"), "is paused");
        assertThat(after(paused, new Command.ResumeNode("fs2")).node("fs2").orElseThrow().paused())
                .isFalse();
        refused(served, new Command.PauseNode("x"), "no node x");
        refused(served, new Command.ResumeNode("x"), "no node x");
    }

    @Test
    void removesOnlyANodeThatOwnsNothingAndIsNotTheLast() {
        refused(served, new Command.RemoveNode("fs1"), "owns volume V");
        refused(served, new Command.RemoveNode("x"), "no node x");
        refused(withNodes("fs1"), new Command.RemoveNode("fs1"), "last one");
        ClusterState state = after(served, move("V", "fs2"), new Command.RemoveNode("fs2"));
        assertThat(state.node("fs2")).isEmpty();
        assertThat(vol(state, "V").movingTo()).as("a move to a node that is gone").isNull();
    }

    @Test
    void givesNumbersThatWereNeverUsed() {
        ClusterState state =
                after(
                        served,
                        new Command.RemoveNode("fs3"),
                        admit("fs4"),
                        volume("W"),
                        new Command.RemoveVolume("W"),
                        volume("W"));
        assertThat(state.node("fs4").orElseThrow().number()).isEqualTo(5);
        assertThat(vol(state, "W").number()).isEqualTo(7);
    }

    @Test
    void refusesVolumesThatOverlap() {
        for (String path : new String[] {"/v/V", "/v/V/sub", "/v", "/"}) {
            refused(served, at("W", path), "overlaps with volume V");
        }
        assertThat(after(served, at("W", "/v/VV")).volume("w")).isPresent();
        refused(served, at("W", "v/relative"), "is absolute");
        refused(served, at("v", "/other"), "volume v already");
        refused(served, at("a:b", "/other"), "cannot be a volume name");
        refused(
                served,
                new Command.CreateVolume("W", "/w", false, List.of("x"), List.of()),
                "no node x");
        refused(
                served,
                new Command.CreateVolume("W", "/w", false, List.of(), List.of("x")),
                "no node x");
    }

    @Test
    void removesOnlyAVolumeWithoutShares() {
        refused(served, new Command.RemoveVolume("V"), "share S is on volume V");
        refused(served, new Command.RemoveVolume("x"), "no volume x");
        ClusterState state =
                after(served, new Command.RemoveShare("s"), new Command.RemoveVolume("v"));
        assertThat(state.volumes()).isEmpty();
    }

    @Test
    void givesAVolumeOnlyWhenItHasNoOwner() {
        refused(served, give("V", "fs2"), "owned by fs1");
        refused(served, give("x", "fs2"), "no volume x");
        ClusterState state = after(served, new Command.ReleaseVolume("V", 1));
        refused(state, give("V", "x"), "no node x");
        refused(after(state, new Command.NodeDown("fs2", 1)), give("V", "fs2"), "is down");
        ClusterState given = after(state, give("v", "FS2"));
        assertThat(owner(given, "V")).isEqualTo("fs2");
        assertThat(vol(given, "V").epoch()).isEqualTo(2);
    }

    @Test
    void movesAVolumeInTwoSteps() {
        ClusterState asked = after(served, move("V", "fs2"));
        assertThat(owner(asked, "V")).isEqualTo("fs1");
        assertThat(vol(asked, "V").movingTo()).isEqualTo("fs2");
        ClusterState moved = after(asked, new Command.ReleaseVolume("V", 1));
        assertThat(owner(moved, "V")).isEqualTo("fs2");
        assertThat(vol(moved, "V").epoch()).isEqualTo(2);
        assertThat(vol(moved, "V").movingTo()).isNull();
        refused(moved, new Command.ReleaseVolume("V", 1), "another owner since epoch 1");
        refused(moved, new Command.CancelMove("V", 1), "another owner since epoch 1");
    }

    @Test
    void remembersWhoCouldNotOpenAVolumeUntilSomebodyServedIt() {
        ClusterState failed = after(served, new Command.ReleaseVolume("V", 1, true));
        assertThat(failed.volume("V").orElseThrow().owner()).isNull();
        assertThat(failed.volume("V").orElseThrow().failedOn()).containsExactly("fs1");
        ClusterState both =
                after(failed, give("V", "fs2"), new Command.ReleaseVolume("V", 2, true));
        assertThat(both.volume("V").orElseThrow().failedOn()).containsExactly("fs1", "fs2");
        assertThat(after(both, up("fs1", 2)).volume("V").orElseThrow().failedOn())
                .as("one that starts again may do better")
                .containsExactly("fs2");
        ClusterState again = after(both, give("V", "fs1"), new Command.ReleaseVolume("V", 3, true));
        assertThat(again.volume("V").orElseThrow().failedOn()).containsExactly("fs2", "fs1");
        assertThat(again.volume("V").orElseThrow().failures()).isEqualTo(3);
        ClusterState well = after(again, give("V", "fs1"), new Command.ReleaseVolume("V", 4));
        assertThat(well.volume("V").orElseThrow().failedOn()).isEmpty();
        assertThat(well.volume("V").orElseThrow().failures()).isZero();
    }

    @Test
    void refusesMovesThatMakeNoSense() {
        refused(served, move("V", "FS1"), "on FS1 already");
        refused(after(served, move("V", "fs2")), move("V", "fs3"), "is moving to fs2");
        refused(served, move("V", "x"), "no node x");
        refused(served, move("x", "fs2"), "no volume x");
        refused(after(served, new Command.NodeDown("fs2", 1)), move("V", "fs2"), "is down");
        ClusterState limited =
                after(
                        served,
                        new Command.CreateVolume("L", "/l", false, List.of("FS1"), List.of()));
        refused(limited, give("L", "fs2"), "limited to FS1");
        refused(after(limited, give("L", "fs1")), move("L", "fs2"), "limited to FS1");
    }

    @Test
    void movesAVolumeWithoutOwnerAtOnce() {
        ClusterState state = after(served, new Command.ReleaseVolume("V", 1), move("V", "fs3"));
        assertThat(owner(state, "V")).isEqualTo("fs3");
    }

    @Test
    void leavesAVolumeWithoutOwnerWhenTheTargetIsOutOfServiceByThen() {
        ClusterState asked = after(served, move("V", "fs2"));
        ClusterState paused =
                after(asked, new Command.PauseNode("fs2"), new Command.ReleaseVolume("V", 1));
        assertThat(owner(paused, "V")).isNull();
        ClusterState down =
                after(asked, new Command.NodeDown("fs2", 1), new Command.ReleaseVolume("V", 1));
        assertThat(owner(down, "V")).isNull();
    }

    @Test
    void letsTheOwnerGoOnAfterACancelledMove() {
        ClusterState state = after(served, move("V", "fs2"), new Command.CancelMove("V", 1));
        assertThat(vol(state, "V").movingTo()).isNull();
        assertThat(owner(state, "V")).isEqualTo("fs1");
        assertThat(vol(state, "V").epoch()).isEqualTo(1);
    }

    @Test
    void putsShares() {
        refused(served, share("s", "V"), "share s already");
        refused(served, share("T", "x"), "no volume x");
        refused(served, share("ipc$", "V"), "reserved");
        refused(served, share("ADMIN$", "V"), "reserved");
        refused(served, share("a\"b", "V"), "cannot be a share name");
        ShareState changed =
                new ShareState(
                        "S",
                        "V",
                        "sub",
                        ShareState.Kind.GENERAL,
                        true,
                        true,
                        "c",
                        List.of(new ShareState.Access("*", ShareState.Right.READ)));
        ClusterState state = after(served, new Command.PutShare(changed, false));
        assertThat(state.share("s")).contains(changed);
        refused(state, new Command.RemoveShare("x"), "no share x");
        assertThat(after(state, new Command.RemoveShare("S")).shares()).isEmpty();
    }

    @Test
    void keepsUsersAndNeverReusesTheirIds() {
        refused(served, new Command.AddUser("ANN", HASH, false), "user ANN already");
        refused(served, new Command.AddUser("bob", "zz", false), "32 hexadecimal digits");
        refused(served, new Command.AddUser("a@b/c", HASH, false), "cannot be a user name");
        refused(served, new Command.ChangeUser("bob", null, null, null), "no user bob");
        refused(served, new Command.ChangeUser("ann", "zz", null, null), "32 hexadecimal digits");
        refused(served, new Command.RemoveUser("bob"), "no user bob");
        ClusterState changed = after(served, new Command.ChangeUser("Ann", null, true, false));
        assertThat(changed.user("ann")).contains(new UserState("ann", 1000, HASH, true, false));
        ClusterState again =
                after(
                        changed,
                        new Command.RemoveUser("ann"),
                        new Command.AddUser("ann", HASH, false));
        assertThat(again.user("ann").orElseThrow().relativeId()).isEqualTo(1001);
    }

    @Test
    void confinesTheClientsOfANetworkOnce() {
        ClusterState state =
                after(
                        served,
                        confine("10.9.8.7/8", "10.1.2.3/16", "eth1", "10.1.0.0/16"),
                        confine("fd00:0::/64", "fd00:1::1"));
        assertThat(state.constraints().get("10.0.0.0/8"))
                .isEqualTo(new Constraint("10.0.0.0/8", List.of("10.1.0.0/16", "eth1")));
        assertThat(state.constraints().get("fd00::/64"))
                .isEqualTo(new Constraint("fd00::/64", List.of("fd00:1::1/128")));
        refused(state, confine("10.0.0.1/8", "eth0"), "constraint for 10.0.0.0/8 already");
        refused(state, confine("10.0.0.0/33", "eth0"), "'10.0.0.0/33' is not a network");
        refused(state, confine("ten", "eth0"), "'ten' is not a network");
        refused(state, confine("10.2.0.0/16", "10.1.0"), "'10.1.0' is not a network");
        refused(state, confine("10.2.0.0/16"), "1 to 64 interfaces");
        refused(state, new Command.RemoveConstraint("10.0.0.0/9"), "no constraint for 10.0.0.0/9");
        refused(state, new Command.RemoveConstraint("x"), "not a network");
        assertThat(after(state, new Command.RemoveConstraint("10.0.0.0/8")).constraints())
                .containsOnlyKeys("fd00::/64");
    }

    @Test
    void theSmallestNetworkOfAClientCounts() {
        ClusterState state =
                after(
                        served,
                        confine("0.0.0.0/0", "10.0.0.0/8"),
                        confine("10.2.0.0/16", "eth2"),
                        confine("10.2.3.4", "eth3"));
        assertThat(constrained(state, "192.0.2.1")).containsExactly("10.0.0.0/8");
        assertThat(constrained(state, "10.2.9.9")).containsExactly("eth2");
        assertThat(constrained(state, "10.2.3.4")).containsExactly("eth3");
        assertThat(state.constraintFor(InetAddress.ofLiteral("fd00::1"))).isEmpty();
    }

    private static List<String> constrained(ClusterState state, String client) {
        return state.constraintFor(InetAddress.ofLiteral(client)).orElseThrow().interfaces();
    }

    private static Command confine(String clients, String... interfaces) {
        return new Command.AddConstraint(new Constraint(clients, List.of(interfaces)));
    }

    @Test
    void showsNoHashInText() {
        assertThat(served.toString()).doesNotContain(HASH);
        assertThat(new Command.AddUser("ann", HASH, false).toString()).doesNotContain(HASH);
        assertThat(new Command.ChangeUser("ann", HASH, null, null).toString()).doesNotContain(HASH);
    }

    private static @Nullable String owner(ClusterState state, String volume) {
        return vol(state, volume).owner();
    }

    private static VolumeState vol(ClusterState state, String name) {
        return state.volume(name).orElseThrow();
    }

    private static Command give(String volume, String node) {
        return new Command.GiveVolume(volume, node);
    }

    private static Command move(String volume, String node) {
        return new Command.MoveVolume(volume, node);
    }

    private static Command at(String name, String path) {
        return new Command.CreateVolume(name, path, false, List.of(), List.of());
    }

    private static void refused(ClusterState state, Command command, String because) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Reducer.apply(state, command))
                .withMessageContaining(because);
    }
}
