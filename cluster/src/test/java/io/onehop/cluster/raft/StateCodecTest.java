package io.onehop.cluster.raft;

import static io.onehop.cluster.state.States.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Constraint;
import io.onehop.cluster.state.JoinToken;
import io.onehop.cluster.state.Ports;
import io.onehop.cluster.state.Settings;
import io.onehop.cluster.state.ShareState;
import io.onehop.cluster.state.States;
import io.onehop.cluster.state.VolumeState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateCodecTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef";

    private static final ShareState SHARE =
            new ShareState(
                    "Büro $",
                    "Volume1",
                    "a\\b",
                    ShareState.Kind.GENERAL,
                    true,
                    true,
                    "Ablage \"neu\"",
                    List.of(new ShareState.Access("ann", ShareState.Right.CHANGE)));

    private static final Constraint CONSTRAINT =
            new Constraint("10.0.0.0/8", List.of("10.1.0.0/16", "eth1"));

    private static final List<Command> EACH =
            List.of(
                    new Command.CreateCluster(States.CLUSTER, "SOFS1", "", "S-1-5-21-1-2-3"),
                    new Command.ChangeSettings(new Settings(false, true, false, 3_000, 5, true)),
                    new Command.AddToken(new JoinToken("id", "ab", 1_800_000_000L), 0),
                    new Command.AdmitNode(
                            "fs1", List.of("a", "2001:db8::1"), "c", Ports.fromBase(9), "id"),
                    States.up("fs1", Long.MAX_VALUE),
                    new Command.NodeDown("fs1", 3),
                    new Command.PauseNode("fs1"),
                    new Command.ResumeNode("fs1"),
                    new Command.RemoveNode("fs1"),
                    new Command.CreateVolume("Volume1", "/v", true, List.of("fs1"), List.of("fs1")),
                    new Command.RemoveVolume("V"),
                    new Command.GiveVolume("V", "fs1"),
                    new Command.MoveVolume("V", "fs1"),
                    new Command.ReleaseVolume("V", 7, true),
                    new Command.CancelMove("V", 7),
                    new Command.PutShare(SHARE, true),
                    new Command.RemoveShare("S"),
                    new Command.AddUser("ann", HASH, true),
                    new Command.ChangeUser("ann", null, null, false),
                    new Command.RemoveUser("ann"),
                    new Command.AddConstraint(CONSTRAINT),
                    new Command.RemoveConstraint("10.0.0.0/8"));

    @Test
    void roundTripsEveryCommand() throws IOException {
        Set<Class<?>> tried = new HashSet<>();
        for (Command command : EACH) {
            byte[] json = StateCodec.encode(command);
            assertThat(StateCodec.decode(json, Command.class)).isEqualTo(command);
            tried.add(command.getClass());
        }
        assertThat(tried)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.asList(Command.class.getPermittedSubclasses()));
    }

    @Test
    void roundTripsAStateWithEverythingInIt() throws IOException {
        ClusterState state =
                after(
                        States.withNodes("fs1", "FS2"),
                        new Command.CreateVolume(
                                "Volume1", "/x", true, List.of("fs1", "FS2"), List.of("fs1")),
                        new Command.GiveVolume("Volume1", "fs1"),
                        new Command.MoveVolume("Volume1", "fs2"),
                        States.volume("Volume2"),
                        new Command.GiveVolume("Volume2", "fs1"),
                        new Command.ReleaseVolume("Volume2", 1, true),
                        new Command.PutShare(SHARE, true),
                        new Command.AddUser("ann", HASH, true),
                        new Command.AddToken(new JoinToken("id", "ab", 1_800_000_000L), 0),
                        new Command.AddConstraint(CONSTRAINT),
                        new Command.PauseNode("FS2"));
        ClusterState back = StateCodec.decode(StateCodec.encode(state), ClusterState.class);
        assertThat(back).isEqualTo(state);
        assertThat(StateCodec.decode(StateCodec.encode(ClusterState.empty()), ClusterState.class))
                .isEqualTo(ClusterState.empty());
        assertThat(back.user("ann").orElseThrow().ntHash()).isEqualTo(HASH);
    }

    @Test
    void readsWhatANewerVersionWrote() throws IOException {
        String newer = "{\"do\":\"pause-node\",\"name\":\"fs1\",\"drain\":true}";
        assertThat(StateCodec.decode(newer.getBytes(StandardCharsets.UTF_8), Command.class))
                .isEqualTo(new Command.PauseNode("fs1"));
    }

    @Test
    void readsWhatAnOlderVersionWrote() throws IOException {
        String older =
                "{\"name\":\"V\",\"number\":3,\"path\":\"/v\",\"symmetric\":false,\"nodes\":[],"
                        + "\"preferred\":[],\"owner\":\"fs1\",\"epoch\":7,\"movingTo\":null}";
        VolumeState volume =
                StateCodec.decode(older.getBytes(StandardCharsets.UTF_8), VolumeState.class);
        assertThat(volume.epoch()).isEqualTo(7);
        assertThat(volume.failedOn()).isEmpty();
        String whole =
                new String(StateCodec.encode(States.created()), StandardCharsets.UTF_8)
                        .replace("\"constraints\":{},", "");
        assertThat(whole).doesNotContain("constraints");
        assertThat(StateCodec.decode(whole.getBytes(StandardCharsets.UTF_8), ClusterState.class))
                .isEqualTo(States.created());
    }

    @Test
    void refusesWhatIsNoCommand() {
        for (String json : new String[] {"", "{", "{}", "{\"do\":\"fly\"}", "[]", "\u0000"}) {
            assertThatIOException()
                    .isThrownBy(
                            () ->
                                    StateCodec.decode(
                                            json.getBytes(StandardCharsets.UTF_8), Command.class));
        }
    }
}
