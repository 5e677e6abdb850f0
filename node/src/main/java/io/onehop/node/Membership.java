package io.onehop.node;

import io.onehop.cluster.pki.ClusterAuthority;
import io.onehop.cluster.state.ClusterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node is still one of its cluster. When the cluster's state says that it was removed,
 * deletes what could admit nodes or give orders in the cluster's name. Called on the thread that
 * applies the state; may be asked on any.
 */
final class Membership implements BiConsumer<ClusterState, ClusterState> {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final String node;
    private final Path stateFolder;
    private final CountDownLatch ended = new CountDownLatch(1);

    Membership(String node, Path stateFolder) {
        this.node = node;
        this.stateFolder = stateFolder;
    }

    /**
     * @throws IOException when the node that lives in a folder was removed from its cluster
     */
    static void check(Path stateFolder) throws IOException {
        if (!ClusterAuthority.keptIn(NodeConfig.pki(stateFolder))) {
            throw new IOException(
                    "the node in "
                            + stateFolder
                            + " was removed from its cluster: delete the folder, or choose another"
                            + " --state-dir, and use onehop cluster join to make a new node");
        }
    }

    @Override
    public void accept(ClusterState old, ClusterState next) {
        if (old.node(node).isEmpty() || next.node(node).isPresent() || ended.getCount() == 0) {
            return;
        }
        String forgot = "it has deleted its copy of the cluster authority's key";
        try {
            ClusterAuthority.forget(NodeConfig.pki(stateFolder));
            Files.deleteIfExists(NodeConfig.adminToken(stateFolder));
        } catch (IOException e) {
            forgot = "delete " + NodeConfig.pki(stateFolder) + ", it could not (" + e + ")";
        }
        LOG.warn("node {} was removed from its cluster and stops; {}", node, forgot);
        ended.countDown();
    }

    /** Returns when this node was removed. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }
}
