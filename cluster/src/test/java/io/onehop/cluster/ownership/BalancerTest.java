package io.onehop.cluster.ownership;

import static io.onehop.cluster.state.States.admit;
import static io.onehop.cluster.state.States.after;
import static io.onehop.cluster.state.States.up;
import static io.onehop.cluster.state.States.withNodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Settings;
import io.onehop.cluster.state.States;
import io.onehop.cluster.state.VolumeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long SETTLING = Settings.DEFAULTS.settlingMillis() * 1_000_000L;

    private final Balancer balancer = new Balancer();
    private long now = -7 * SECOND;

    @Test
    void spreadsNewVolumesAtOnce() {
        ClusterState state = volumes(withNodes("fs1", "fs2", "fs3"), 7);
        assertThat(counts(settle(state))).isEqualTo("{fs1=3, fs2=2, fs3=2}");
    }

    @Test
    void movesOneVolumeAtATimeToANodeThatJoins() {
        ClusterState state = settle(volumes(withNodes("fs1"), 6));
        state = after(state, admit("fs2"), up("fs2", 1));
        List<Command> first = balancer.plan(state, now);
        assertThat(first).hasSize(1).first().isInstanceOf(Command.MoveVolume.class);
        state = after(state, first.getFirst());
        assertThat(balancer.plan(state, now)).as("while one is moving").isEmpty();
        assertThat(counts(settle(state))).isEqualTo("{fs1=3, fs2=3}");
    }

    @Test
    void leavesADifferenceOfOneAlone() {
        ClusterState state = settle(volumes(withNodes("fs1"), 1));
        assertThat(counts(settle(after(state, admit("fs2"), up("fs2", 1))))).isEqualTo("{fs1=1}");
    }

    @Test
    void givesTheVolumesOfALostNodeToTheOthersAtOnce() {
        ClusterState state = settle(volumes(withNodes("fs1", "fs2", "fs3"), 6));
        ClusterState lost = after(state, new Command.NodeDown("fs2", 1));
        List<Command> plan = balancer.plan(lost, now);
        assertThat(plan).hasSize(2).allMatch(c -> c instanceof Command.GiveVolume);
        assertThat(counts(after(lost, plan.toArray(Command[]::new)))).isEqualTo("{fs1=3, fs3=3}");
    }

    @Test
    void leavesAVolumeThatMovedWhereItIsUntilItHasSettled() {
        ClusterState state = settle(volumes(withNodes("fs1", "fs2"), 4));
        ClusterState lost = settle(after(state, new Command.NodeDown("fs2", 1)));
        assertThat(counts(lost)).isEqualTo("{fs1=4}");
        long takenOver = now;
        ClusterState back = after(lost, up("fs2", 2));
        now = takenOver + SETTLING - 1;
        List<String> settledHere = moved(balancer.plan(back, now));
        assertThat(settledHere)
                .as("only what did not move may move")
                .allMatch(v -> back.volume(v).orElseThrow().epoch() == 1);
        now = takenOver + SETTLING;
        assertThat(counts(settle(back))).isEqualTo("{fs1=2, fs2=2}");
    }

    @Test
    void neverMovesAVolumeTwiceWithinItsSettlingTime() {
        ClusterState state = settle(volumes(withNodes("fs1", "fs2"), 2));
        ClusterState moved = run(after(state, new Command.MoveVolume("V0", "fs2")));
        assertThat(moved.volume("V0").orElseThrow().owner())
                .as("where it was sent, though the count is uneven")
                .isEqualTo("fs2");
        assertThat(counts(moved)).as("the other one evens it").isEqualTo("{fs1=1, fs2=1}");
    }

    @Test
    void emptiesAPausedNodeAtOnceAndDoesNotFillIt() {
        ClusterState state = settle(volumes(withNodes("fs1", "fs2", "fs3"), 6));
        ClusterState paused = after(state, new Command.PauseNode("fs1"));
        List<Command> plan = balancer.plan(paused, now);
        assertThat(plan).hasSize(2).allMatch(c -> c instanceof Command.MoveVolume);
        ClusterState drained = settle(paused);
        assertThat(counts(drained)).isEqualTo("{fs2=3, fs3=3}");
        now += 2 * SETTLING;
        assertThat(balancer.plan(drained, now)).isEmpty();
        ClusterState resumed = settle(after(drained, new Command.ResumeNode("fs1")));
        assertThat(counts(resumed)).isEqualTo("{fs1=2, fs2=2, fs3=2}");
    }

    @Test
    void leavesVolumesOnAPausedNodeWhenNobodyElseCanServeThem() {
        ClusterState state = settle(volumes(withNodes("fs1"), 1));
        assertThat(balancer.plan(after(state, new Command.PauseNode("fs1")), now)).isEmpty();
    }

    @Test
    void prefersTheFirstNodeOfTheListThatIsInService() {
        ClusterState state =
                after(
                        withNodes("fs1", "fs2", "fs3"),
                        new Command.CreateVolume(
                                "P", "/p", false, List.of(), List.of("fs3", "fs2")));
        state = settle(state);
        assertThat(state.volume("P").orElseThrow().owner()).isEqualTo("fs3");
        state = settle(after(state, new Command.NodeDown("fs3", 1)));
        assertThat(state.volume("P").orElseThrow().owner()).isEqualTo("fs2");
        state = after(state, up("fs3", 2));
        assertThat(balancer.plan(state, now)).as("not before it has settled").isEmpty();
        now += SETTLING;
        assertThat(settle(state).volume("P").orElseThrow().owner()).isEqualTo("fs3");
    }

    @Test
    void keepsToTheNodesThatAVolumeIsLimitedTo() {
        ClusterState state =
                after(
                        withNodes("fs1", "fs2", "fs3"),
                        new Command.CreateVolume("A", "/a", false, List.of("fs2"), List.of()),
                        new Command.CreateVolume("B", "/b", false, List.of("fs2"), List.of()),
                        new Command.CreateVolume("C", "/c", false, List.of("FS2"), List.of()));
        state = settle(state);
        assertThat(counts(state)).isEqualTo("{fs2=3}");
        now += 2 * SETTLING;
        assertThat(balancer.plan(state, now)).isEmpty();
        ClusterState lost = after(state, new Command.NodeDown("fs2", 1));
        assertThat(balancer.plan(lost, now)).isEmpty();
    }

    @Test
    void placesButDoesNotSpreadWhenItIsSwitchedOff() {
        Settings d = Settings.DEFAULTS;
        ClusterState off =
                after(
                        withNodes("fs1"),
                        new Command.ChangeSettings(
                                new Settings(true, false, false, d.leaseMillis(), 0, false)));
        ClusterState state = settle(volumes(off, 4));
        assertThat(counts(state)).isEqualTo("{fs1=4}");
        ClusterState joined = after(state, admit("fs2"), up("fs2", 1));
        assertThat(balancer.plan(joined, now + SETTLING)).isEmpty();
        ClusterState paused = after(joined, new Command.PauseNode("fs1"));
        assertThat(balancer.plan(paused, now)).as("a drain is an order").hasSize(4);
        ClusterState lost = after(joined, new Command.NodeDown("fs1", 1));
        assertThat(balancer.plan(lost, now)).as("a takeover too").hasSize(4);
    }

    @Test
    void givesAVolumeThatOneNodeCannotOpenToAnotherAtOnce() {
        ClusterState state =
                after(
                        withNodes("fs1", "fs2"),
                        new Command.CreateVolume("V", "/v", false, List.of(), List.of("fs1")));
        state = after(state, balancer.plan(state, now).toArray(Command[]::new));
        assertThat(state.volume("V").orElseThrow().owner()).isEqualTo("fs1");
        state = after(state, failed("V", 1));
        assertThat(balancer.plan(state, now)).containsExactly(new Command.GiveVolume("V", "fs2"));
        state = settle(state);
        assertThat(state.volume("V").orElseThrow().owner())
                .as("though it prefers the other")
                .isEqualTo("fs2");
        state = after(state, up("fs1", 2));
        assertThat(settle(state).volume("V").orElseThrow().owner())
                .as("which has started again")
                .isEqualTo("fs1");
    }

    @Test
    void waitsLongerAfterEachTimeThatNobodyCouldOpenAVolume() {
        ClusterState state = after(withNodes("fs1", "fs2"), States.volume("V"));
        List<String> asked = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            long start = now;
            List<Command> plan = balancer.plan(state, now);
            while (plan.isEmpty()) {
                now += SECOND / 8;
                plan = balancer.plan(state, now);
            }
            String node = ((Command.GiveVolume) plan.getFirst()).owner();
            asked.add(node + " " + (now - start) / (SECOND / 8));
            state = after(state, plan.getFirst(), failed("V", i));
        }
        assertThat(asked)
                .as("node and pause in eighths of a second")
                .containsExactly(
                        "fs1 0", "fs2 0", "fs1 4", "fs2 8", "fs1 16", "fs2 32", "fs1 64", "fs2 128",
                        "fs1 240", "fs2 240", "fs1 240", "fs2 240");
    }

    @Test
    void doesNotDrainAPausedNodeToOneThatCannotOpenTheVolume() {
        ClusterState state = after(withNodes("fs1", "fs2"), States.volume("V"));
        state = after(state, new Command.GiveVolume("V", "fs2"), failed("V", 1));
        state = settle(state);
        assertThat(state.volume("V").orElseThrow().owner()).isEqualTo("fs1");
        assertThat(balancer.plan(after(state, new Command.PauseNode("fs1")), now)).isEmpty();
    }

    private static Command failed(String volume, long epoch) {
        return new Command.ReleaseVolume(volume, epoch, true);
    }

    /** After any history the balancer comes to rest, evenly, and its commands are never refused. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void comesToAnEvenRestAfterAnything(long seed) {
        Random r = new Random(seed);
        ClusterState state = volumes(withNodes("fs0", "fs1", "fs2", "fs3"), 9);
        for (int step = 0; step < 60; step++) {
            String node = "fs" + r.nextInt(4);
            long incarnation = state.node(node).orElseThrow().incarnation();
            boolean isUp = state.node(node).orElseThrow().up();
            state =
                    switch (r.nextInt(4)) {
                        case 0 ->
                                isUp
                                        ? after(state, new Command.NodeDown(node, incarnation))
                                        : state;
                        case 1 -> after(state, up(node, incarnation + 1));
                        case 2 -> after(state, new Command.PauseNode(node));
                        default -> after(state, new Command.ResumeNode(node));
                    };
            state = r.nextBoolean() ? run(state) : state;
        }
        for (int i = 0; i < 4; i++) {
            String node = "fs" + i;
            long incarnation = state.node(node).orElseThrow().incarnation();
            state = after(state, up(node, incarnation + 1), new Command.ResumeNode(node));
        }
        assertThat(counts(settle(state)))
                .as("seed " + seed)
                .matches("\\{fs0=[23], fs1=[23], fs2=[23], fs3=[23]}");
    }

    /** Carries plans out until there is none, with settling times in between. */
    private ClusterState settle(ClusterState from) {
        ClusterState state = run(from);
        for (int i = 0; i < 100; i++) {
            long later = now + 2 * SETTLING;
            if (balancer.plan(state, later).isEmpty()) {
                return state;
            }
            now = later;
            state = run(state);
        }
        throw new AssertionError("the balancer does not come to rest: " + counts(state));
    }

    /** Carries plans out until there is none at this moment. */
    private ClusterState run(ClusterState from) {
        ClusterState state = from;
        for (int i = 0; i < 200; i++) {
            List<Command> plan = new ArrayList<>(balancer.plan(state, now));
            for (VolumeState volume : state.volumes().values()) {
                if (volume.movingTo() != null) {
                    plan.add(new Command.ReleaseVolume(volume.name(), volume.epoch()));
                }
            }
            if (plan.isEmpty()) {
                return state;
            }
            state = after(state, plan.toArray(Command[]::new));
        }
        throw new AssertionError("the balancer moves volumes for ever: " + counts(state));
    }

    private static ClusterState volumes(ClusterState from, int count) {
        ClusterState state = from;
        for (int i = 0; i < count; i++) {
            state = after(state, States.volume("V" + i));
        }
        return state;
    }

    private static List<String> moved(List<Command> plan) {
        return plan.stream().map(c -> ((Command.MoveVolume) c).name()).toList();
    }

    private static String counts(ClusterState state) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (VolumeState volume : state.volumes().values()) {
            String owner = volume.owner();
            counts.merge(owner == null ? "nobody" : owner, 1, Integer::sum);
        }
        return counts.toString();
    }
}
