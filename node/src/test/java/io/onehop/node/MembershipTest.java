package io.onehop.node;

import static io.onehop.node.TestClusters.after;
import static io.onehop.node.TestClusters.threeNodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.onehop.cluster.pki.ClusterAuthority;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.node.admin.AdminToken;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipTest {
    @TempDir Path folder = Path.of("set by JUnit");

    @Test
    void forgetsTheAuthorityWhenTheNodeWasRemoved() throws Exception {
        ClusterAuthority.create("SOFS1", Instant.EPOCH).store(NodeConfig.pki(folder));
        AdminToken.create().store(NodeConfig.adminToken(folder));
        Membership membership = new Membership("fs2", folder);
        ClusterState before = threeNodes("");
        membership.accept(ClusterState.empty(), TestClusters.created(""));
        ClusterState other = after(before, new Command.RemoveNode("fs3"));
        membership.accept(before, other);
        Membership.check(folder);
        membership.accept(other, after(other, new Command.RemoveNode("FS2")));
        membership.awaitEnd();
        assertThat(NodeConfig.adminToken(folder)).doesNotExist();
        assertThat(folder).isDirectoryNotContaining("regex:.*ca-key.*");
        assertThatIOException()
                .isThrownBy(() -> Membership.check(folder))
                .withMessageContaining("was removed from its cluster");
    }
}
