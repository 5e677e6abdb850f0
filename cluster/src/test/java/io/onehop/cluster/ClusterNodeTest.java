package io.onehop.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.TimeSource;
import io.onehop.cluster.raft.GroupSettings;
import io.onehop.cluster.raft.GroupSettings.Member;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.Ports;
import io.onehop.cluster.state.VolumeState;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterNodeTest {
    private static final UUID CLUSTER = UUID.fromString("2bf0d8a4-31cc-4c0a-8f2f-6a5a2f5b8a11");

    @TempDir Path folder;
    private final List<ClusterNode> nodes = new ArrayList<>();

    @AfterEach
    void stopAll() throws IOException {
        for (ClusterNode node : nodes) {
            node.close();
        }
    }

    @Test
    void spreadsVolumesAndTakesOverFromANodeThatStops() throws Exception {
        ClusterNode first = threeNodes();
        ClusterNode second = nodes.get(1);
        for (int i = 1; i <= 3; i++) {
            submit(
                    first,
                    new Command.CreateVolume("Volume" + i, "/v/" + i, false, List.of(), List.of()));
        }
        // What is looked at next is what the second node has applied, not the third.
        await(second, s -> owners(s) == 3);
        VolumeState owned = ownedBy(second, "fs2");
        awaitServing(second, owned);
        assertThat(first.mayServe(owned.name(), owned.epoch())).isFalse();

        first.close();
        nodes.remove(first);

        await(
                second,
                s ->
                        owners(s) == 2
                                && s.volumes().values().stream()
                                        .noneMatch(v -> v.owner() == null || v.ownedBy("fs1")));
        assertThat(second.state().node("fs1").orElseThrow().up()).isFalse();
        awaitServing(second, ownedBy(second, "fs2"));
    }

    @Test
    void whatIsSubmittedEverywhereIsKnownToEveryNodeThen() throws Exception {
        ClusterNode first = threeNodes();
        for (int i = 0; i < 40; i++) {
            String name = "Volume" + i;
            Command create = new Command.CreateVolume(name, "/v" + i, false, List.of(), List.of());
            ClusterNode asked = nodes.get(i % nodes.size());

            asked.submitEverywhere(create).get(30, TimeUnit.SECONDS);

            assertThat(nodes).allMatch(node -> node.state().volume(name).isPresent());
        }
        assertThat(first.state().volumes()).hasSize(40);
    }

    @Test
    void aNodeThatIsGoneIsNotWaitedFor() throws Exception {
        ClusterNode first = threeNodes();
        nodes.removeLast().close();

        ClusterState after =
                first.submitEverywhere(
                                new Command.CreateVolume("V", "/v", false, List.of(), List.of()))
                        .get(30, TimeUnit.SECONDS);

        assertThat(after.volume("V")).isPresent();
    }

    @Test
    void givesAReleasedVolumeANewEpoch() throws Exception {
        ClusterNode only = start("fs1", true);
        submit(only, new Command.CreateCluster(CLUSTER, "SOFS1", "", "S-1-5-21-1-2-3"));
        admit(only, "fs1");
        submit(only, new Command.CreateVolume("V", "/v", false, List.of(), List.of()));
        await(only, s -> s.volume("V").filter(v -> v.ownedBy("fs1")).isPresent());
        VolumeState before = only.state().volume("V").orElseThrow();

        submit(only, new Command.ReleaseVolume("V", before.epoch()));

        await(only, s -> s.volume("V").orElseThrow().epoch() == before.epoch() + 1);
        assertThat(only.mayServe("V", before.epoch())).isFalse();
    }

    /** Three nodes that are up; returns the first. */
    private ClusterNode threeNodes() throws Exception {
        ClusterNode first = start("fs1", true);
        submit(first, new Command.CreateCluster(CLUSTER, "SOFS1", "", "S-1-5-21-1-2-3"));
        admit(first, "fs1");
        start("fs2", false);
        admit(first, "fs2");
        start("fs3", false);
        admit(first, "fs3");
        await(first, s -> s.nodes().values().stream().filter(NodeState::up).count() == 3);
        return first;
    }

    private static long owners(ClusterState state) {
        return state.volumes().values().stream()
                .map(VolumeState::owner)
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }

    private static VolumeState ownedBy(ClusterNode view, String node) {
        return view.state().volumes().values().stream()
                .filter(v -> v.ownedBy(node))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitServing(ClusterNode node, VolumeState volume) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!node.mayServe(volume.name(), volume.epoch())) {
            assertThat(System.nanoTime()).as("time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void await(ClusterNode node, Predicate<ClusterState> condition)
            throws Exception {
        node.await(condition).get(30, TimeUnit.SECONDS);
    }

    private static void submit(ClusterNode node, Command command) throws Exception {
        node.submitEverywhere(command).get(30, TimeUnit.SECONDS);
    }

    private void admit(ClusterNode through, String name) throws Exception {
        ClusterNode node =
                nodes.stream().filter(n -> n.nodeName().equals(name)).findFirst().orElseThrow();
        NodeState self = node.self();
        submit(
                through,
                new Command.AdmitNode(
                        name, self.clientAddresses(), self.clusterAddress(), self.ports(), null));
    }

    private ClusterNode start(String name, boolean first) throws IOException {
        Ports ports = new Ports(1, 2, 3, 4, 5, freePort(), 7);
        Member self = new Member(name, "127.0.0.1", ports.raft());
        List<Member> members = first ? List.of(self) : List.of();
        GroupSettings settings =
                new GroupSettings(CLUSTER, self, members, folder.resolve(name), null);
        ClusterNode.Place place =
                new ClusterNode.Place(name, List.of("127.0.0.1"), "127.0.0.1", ports);
        ClusterNode node = ClusterNode.start(settings, place, TimeSource.SYSTEM);
        nodes.add(node);
        return node;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
