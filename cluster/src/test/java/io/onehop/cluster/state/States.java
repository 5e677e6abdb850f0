package io.onehop.cluster.state;

import java.util.List;
import java.util.UUID;

/** States for tests, made by commands. */
public final class States {
    public static final UUID CLUSTER = new UUID(1, 2);

    private States() {}

    /** The state after the commands, none of which may be refused. */
    public static ClusterState after(ClusterState state, Command... commands) {
        ClusterState next = state;
        for (Command command : commands) {
            try {
                next = Reducer.apply(next, command);
            } catch (Refused e) {
                throw new AssertionError(command + " was refused: " + e.getMessage(), e);
            }
        }
        return next;
    }

    /** A cluster SOFS1 without nodes. */
    public static ClusterState created() {
        return after(
                ClusterState.empty(),
                new Command.CreateCluster(CLUSTER, "SOFS1", "example.net", "S-1-5-21-1-2-3"));
    }

    public static Command admit(String name) {
        return new Command.AdmitNode(
                name, List.of("192.0.2.1"), "198.51.100.1", Ports.DEFAULTS, null);
    }

    public static Command up(String name, long incarnation) {
        return new Command.NodeUp(
                name, incarnation, List.of("192.0.2.1"), "198.51.100.1", Ports.DEFAULTS);
    }

    public static Command volume(String name) {
        return new Command.CreateVolume(name, "/v/" + name, false, List.of(), List.of());
    }

    public static Command share(String name, String volume) {
        return new Command.PutShare(
                new ShareState(
                        name, volume, "", ShareState.Kind.SCALE_OUT, false, false, "", List.of()),
                true);
    }

    /** SOFS1 with these nodes, all up in their first incarnation. */
    public static ClusterState withNodes(String... names) {
        ClusterState state = created();
        for (String name : names) {
            state = after(state, admit(name), up(name, 1));
        }
        return state;
    }
}
