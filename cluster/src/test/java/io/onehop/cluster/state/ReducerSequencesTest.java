package io.onehop.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands in any order: whatever is asked, the state stays one that makes sense. */
class ReducerSequencesTest {
    private static final int COMMANDS = 6_000;
    private static final String HASH = "0123456789abcdef0123456789abcdef";

    private enum Outcome {
        DONE,
        REFUSED
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsItsInvariants(long seed) {
        Random random = new Random(seed);
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        Map<Class<?>, Integer> done = new HashMap<>();
        Numbers numbers = new Numbers();
        ClusterState state = States.created();
        for (int i = 0; i < COMMANDS; i++) {
            Command command = any(random, state);
            String where = "seed " + seed + ", command " + i + ": " + command;
            ClusterState next;
            try {
                next = Reducer.apply(state, command);
                done.merge(command.getClass(), 1, Integer::sum);
                outcomes.merge(Outcome.DONE, 1, Integer::sum);
            } catch (Refused e) {
                outcomes.merge(Outcome.REFUSED, 1, Integer::sum);
                continue;
            }
            assertThat(next.version()).as(where).isEqualTo(state.version() + 1);
            checkEpochs(state, next, where);
            checkReferences(next, where);
            numbers.check(next, where);
            state = next;
        }
        assertThat(outcomes.get(Outcome.DONE)).isGreaterThan(COMMANDS / 5);
        assertThat(outcomes.get(Outcome.REFUSED)).isGreaterThan(COMMANDS / 20);
        assertThat(done).as("kinds of commands that were done").hasSizeGreaterThanOrEqualTo(20);
    }

    /** One owner field cannot hold two; but each new owner needs a new epoch. */
    private static void checkEpochs(ClusterState before, ClusterState after, String where) {
        for (VolumeState now : after.volumes().values()) {
            VolumeState old = before.volumes().get(Names.key(now.name()));
            if (old == null || old.number() != now.number()) {
                assertThat(now.epoch()).as(where).isZero();
                assertThat(now.owner()).as(where).isNull();
                continue;
            }
            assertThat(now.epoch()).as(where).isGreaterThanOrEqualTo(old.epoch());
            boolean sameOwner =
                    old.owner() != null && now.owner() != null && old.ownedBy(now.owner());
            if (now.owner() != null && (!sameOwner || old.epoch() != now.epoch())) {
                assertThat(now.epoch()).as(where).isEqualTo(old.epoch() + 1);
            }
        }
    }

    private static void checkReferences(ClusterState state, String where) {
        for (VolumeState volume : state.volumes().values()) {
            String owner = volume.owner();
            if (owner != null) {
                assertThat(state.node(owner).map(NodeState::up)).as(where).contains(true);
                assertThat(volume.allows(owner)).as(where).isTrue();
                assertThat(volume.epoch()).as(where).isPositive();
            }
            String target = volume.movingTo();
            if (target != null) {
                assertThat(owner).as(where).isNotNull().isNotEqualTo(target);
                assertThat(state.node(target).map(NodeState::up)).as(where).contains(true);
                assertThat(volume.allows(target)).as(where).isTrue();
            }
        }
        for (ShareState share : state.shares().values()) {
            assertThat(state.volume(share.volume())).as(where).isPresent();
        }
        state.nodes().forEach((k, v) -> assertThat(k).isEqualTo(Names.key(v.name())));
        state.volumes().forEach((k, v) -> assertThat(k).isEqualTo(Names.key(v.name())));
        state.shares().forEach((k, v) -> assertThat(k).isEqualTo(Names.key(v.name())));
        state.users().forEach((k, v) -> assertThat(k).isEqualTo(Names.key(v.name())));
    }

    /** A number belongs to the first thing that had it, for ever. */
    private static final class Numbers {
        private final Set<Integer> live = new HashSet<>();
        private final Set<Integer> everUsed = new HashSet<>();
        private final Set<Integer> liveUsers = new HashSet<>();
        private final Set<Integer> everUsers = new HashSet<>();

        void check(ClusterState state, String where) {
            Set<Integer> now = new HashSet<>();
            state.nodes().values().forEach(n -> assertThat(now.add(n.number())).isTrue());
            state.volumes().values().forEach(v -> assertThat(now.add(v.number())).isTrue());
            track(now, live, everUsed, where);
            Set<Integer> users = new HashSet<>();
            state.users().values().forEach(u -> assertThat(users.add(u.relativeId())).isTrue());
            track(users, liveUsers, everUsers, where);
        }

        private static void track(
                Set<Integer> now, Set<Integer> live, Set<Integer> ever, String where) {
            for (int number : now) {
                if (!live.contains(number)) {
                    assertThat(ever.add(number)).as("number %d again, %s", number, where).isTrue();
                }
            }
            live.clear();
            live.addAll(now);
        }
    }

    private static Command any(Random r, ClusterState state) {
        String node = "fs" + r.nextInt(5);
        String volume = "V" + r.nextInt(4);
        return switch (r.nextInt(26)) {
            case 0 -> new Command.CreateCluster(States.CLUSTER, "SOFS2", "", "S-1-5-21-1-2-3");
            case 1 ->
                    new Command.ChangeSettings(
                            new Settings(
                                    r.nextBoolean(),
                                    r.nextBoolean(),
                                    r.nextBoolean(),
                                    r.nextInt(3_000),
                                    r.nextInt(1_000),
                                    r.nextBoolean()));
            case 2 -> new Command.AddToken(new JoinToken("t" + r.nextInt(4), "00", 1), 0);
            case 3, 4 ->
                    new Command.AdmitNode(
                            node,
                            List.of("192.0.2.1"),
                            "192.0.2.1",
                            Ports.DEFAULTS,
                            r.nextBoolean() ? "t" + r.nextInt(4) : null);
            case 5, 6 -> States.up(node, incarnation(state, node) + r.nextInt(3));
            case 7 -> new Command.NodeDown(node, incarnation(state, node) + r.nextInt(2));
            case 8 -> new Command.PauseNode(node);
            case 9, 10 -> new Command.ResumeNode(node);
            case 11 -> new Command.RemoveNode(node);
            case 12, 13 ->
                    new Command.CreateVolume(
                            volume,
                            "/v/" + r.nextInt(6),
                            r.nextBoolean(),
                            r.nextInt(3) == 0 ? List.of(node, "FS1") : List.of(),
                            r.nextInt(3) == 0 ? List.of(node) : List.of());
            case 14 -> new Command.RemoveVolume(volume);
            case 15 -> new Command.GiveVolume(volume, node);
            case 16 -> new Command.MoveVolume(volume, node);
            case 17 -> new Command.ReleaseVolume(volume, epoch(state, volume, r));
            case 18 -> new Command.CancelMove(volume, epoch(state, volume, r));
            case 19 ->
                    new Command.PutShare(
                            new ShareState(
                                    "S" + r.nextInt(5),
                                    volume,
                                    "",
                                    ShareState.Kind.GENERAL,
                                    false,
                                    false,
                                    "",
                                    List.of()),
                            r.nextBoolean());
            case 20 -> new Command.RemoveShare("s" + r.nextInt(5));
            case 21 -> new Command.AddUser("u" + r.nextInt(5), HASH, r.nextBoolean());
            case 22 -> new Command.ChangeUser("U" + r.nextInt(5), hash(r), null, r.nextBoolean());
            case 23 ->
                    new Command.AddConstraint(
                            new Constraint("10." + r.nextInt(3) + ".0.0/16", List.of("eth0")));
            case 24 -> new Command.RemoveConstraint("10." + r.nextInt(3) + ".0.0/16");
            default -> new Command.RemoveUser("u" + r.nextInt(5));
        };
    }

    private static @Nullable String hash(Random r) {
        return r.nextBoolean() ? HASH : null;
    }

    private static long incarnation(ClusterState state, String node) {
        return state.node(node).map(NodeState::incarnation).orElse(0L);
    }

    private static long epoch(ClusterState state, String volume, Random r) {
        return state.volume(volume).map(VolumeState::epoch).orElse(0L) - r.nextInt(2);
    }
}
