package io.onehop.cluster.raft;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a member of the configuration group needs to start.
 *
 * @param clusterId also the group's id
 * @param self this node
 * @param members the members to begin with: this node alone for a new cluster, nobody for a node
 *     that joins; ignored when the folder holds a log already
 * @param folder where the log and the snapshots live
 * @param tls mutual TLS, or null in tests of one process
 */
public record GroupSettings(
        UUID clusterId, Member self, List<Member> members, Path folder, @Nullable Tls tls) {
    /** A node's place in the group. */
    public record Member(String name, String address, int port) {}

    /** The keys of this node and whom it trusts. */
    public record Tls(KeyManager key, TrustManager trust) {}
}
