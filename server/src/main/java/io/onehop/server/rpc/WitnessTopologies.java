package io.onehop.server.rpc;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.ShareState;
import io.onehop.cluster.state.VolumeState;
import io.onehop.rpc.witness.WitnessTopology;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** What the witness needs to know of the cluster's state. Pure. */
public final class WitnessTopologies {
    private WitnessTopologies() {}

    /** The state as the node of that name answers with it. */
    public static WitnessTopology of(ClusterState state, String nodeName) {
        List<String> names = new ArrayList<>();
        names.add(state.fileServerName());
        names.add(state.fileServerFqdn());
        List<WitnessTopology.Node> nodes = new ArrayList<>();
        for (NodeState node : state.nodes().values()) {
            List<InetAddress> addresses =
                    node.clientAddresses().stream().map(InetAddress::ofLiteral).toList();
            nodes.add(
                    new WitnessTopology.Node(
                            node.name(), addresses, node.up(), Names.same(node.name(), nodeName)));
        }
        List<WitnessTopology.Share> shares = new ArrayList<>();
        for (ShareState share : state.shares().values()) {
            VolumeState volume = state.volume(share.volume()).orElse(null);
            shares.add(
                    new WitnessTopology.Share(
                            share.name(),
                            share.kind() == ShareState.Kind.SCALE_OUT,
                            volume != null && !volume.symmetric(),
                            volume == null ? null : volume.owner()));
        }
        return new WitnessTopology(names, nodes, shares);
    }
}
