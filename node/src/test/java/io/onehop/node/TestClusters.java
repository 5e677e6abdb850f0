package io.onehop.node;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Ports;
import io.onehop.cluster.state.Reducer;
import io.onehop.cluster.state.Refused;
import io.onehop.cluster.state.ShareState;
import java.util.List;
import java.util.UUID;

/** States of a cluster as commands make them. */
public final class TestClusters {
    private TestClusters() {}

    /** The state after the commands; a refused one is a mistake in the test. */
    public static ClusterState after(ClusterState state, Command... commands) {
        ClusterState next = state;
        for (Command command : commands) {
            try {
                next = Reducer.apply(next, command);
            } catch (Refused e) {
                throw new AssertionError(e.getMessage(), e);
            }
        }
        return next;
    }

    /** An empty cluster SOFS1. */
    public static ClusterState created(String domain) {
        return after(
                ClusterState.empty(),
                new Command.CreateCluster(new UUID(1, 2), "SOFS1", domain, "S-1-5-21-1-2-3"));
    }

    /** A node that is up, on 127.0.0.N with the ports given. */
    public static ClusterState withNode(
            ClusterState state, String name, Ports ports, String... addresses) {
        List<String> list = List.of(addresses);
        return after(
                state,
                new Command.AdmitNode(name, list, list.getFirst(), ports, null),
                new Command.NodeUp(name, 1, list, list.getFirst(), ports));
    }

    /** SOFS1 of fs1, fs2 and fs3 on 127.0.0.11 to 13, all up. */
    public static ClusterState threeNodes(String domain) {
        ClusterState state = created(domain);
        for (int n = 1; n <= 3; n++) {
            state = withNode(state, "fs" + n, Ports.fromBase(20_000), "127.0.0.1" + n);
        }
        return state;
    }

    /** Volumes and shares 1 to 3 on it, owned by one node each. */
    public static ClusterState threeVolumes(ClusterState state) {
        ClusterState next = state;
        for (int n = 1; n <= 3; n++) {
            next =
                    after(
                            next,
                            new Command.CreateVolume(
                                    "Volume" + n, "/v/" + n, false, List.of(), List.of()),
                            new Command.GiveVolume("Volume" + n, "fs" + n),
                            new Command.PutShare(
                                    new ShareState(
                                            "CSV" + n + "-Share",
                                            "Volume" + n,
                                            "",
                                            ShareState.Kind.SCALE_OUT,
                                            false,
                                            false,
                                            "",
                                            List.of()),
                                    true));
        }
        return next;
    }
}
