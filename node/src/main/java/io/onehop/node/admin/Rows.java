package io.onehop.node.admin;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.Settings;
import io.onehop.cluster.state.ShareState;
import io.onehop.cluster.state.UserState;
import io.onehop.cluster.state.VolumeState;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What lists show: the components of a record are the columns of a table, in their order, and the
 * fields of the JSON.
 */
public final class Rows {
    private Rows() {}

    /** An answer with rows. Warnings name the nodes that could not be asked. */
    public record Listing(List<?> rows, List<String> warnings) {
        static Listing of(List<?> rows) {
            return new Listing(rows, List.of());
        }
    }

    public record ClusterRow(
            String name,
            String domain,
            @Nullable String leader,
            int nodes,
            int nodesUp,
            int volumes,
            int volumesServed,
            int shares,
            int users) {}

    public record NodeRow(
            String name,
            String state,
            boolean leader,
            int volumes,
            List<String> addresses,
            String clusterAddress,
            int smbPort,
            int adminPort) {}

    public record VolumeRow(
            String name,
            @Nullable String owner,
            String state,
            @Nullable String movingTo,
            String kind,
            long epoch,
            List<String> nodes,
            List<String> preferred,
            String path) {}

    public record ShareRow(
            String name,
            String volume,
            @Nullable String owner,
            String kind,
            boolean encrypt,
            String directory,
            String comment) {}

    public record UserRow(String name, boolean administrator, boolean enabled, String sid) {}

    public record ConstraintRow(String clients, List<String> interfaces) {}

    public record SettingRow(String name, String value) {}

    static ClusterRow cluster(ClusterState s, @Nullable String leader) {
        return new ClusterRow(
                s.fileServerName(),
                s.dnsDomain(),
                leader,
                s.nodes().size(),
                (int) s.nodes().values().stream().filter(NodeState::up).count(),
                s.volumes().size(),
                (int) s.volumes().values().stream().filter(v -> v.owner() != null).count(),
                s.shares().size(),
                s.users().size());
    }

    static List<NodeRow> nodes(ClusterState s, @Nullable String leader) {
        return s.nodes().values().stream().map(n -> node(s, n, leader)).toList();
    }

    static NodeRow node(ClusterState s, NodeState n, @Nullable String leader) {
        String state = !n.up() ? "down" : n.paused() ? "paused" : "up";
        return new NodeRow(
                n.name(),
                state,
                n.name().equals(leader),
                (int) s.volumes().values().stream().filter(v -> v.ownedBy(n.name())).count(),
                n.clientAddresses(),
                n.clusterAddress(),
                n.ports().smb(),
                n.ports().admin());
    }

    static List<VolumeRow> volumes(ClusterState s) {
        return s.volumes().values().stream().map(Rows::volume).toList();
    }

    static VolumeRow volume(VolumeState v) {
        String state = v.owner() == null ? "offline" : v.movingTo() != null ? "moving" : "online";
        return new VolumeRow(
                v.name(),
                v.owner(),
                state,
                v.movingTo(),
                v.symmetric() ? "symmetric" : "asymmetric",
                v.epoch(),
                v.nodes(),
                v.preferred(),
                v.path());
    }

    static List<ShareRow> shares(ClusterState s) {
        return s.shares().values().stream().map(share -> share(s, share)).toList();
    }

    static ShareRow share(ClusterState s, ShareState share) {
        return new ShareRow(
                share.name(),
                share.volume(),
                s.volume(share.volume()).map(VolumeState::owner).orElse(null),
                kind(share.kind()),
                share.encrypt(),
                share.directory(),
                share.comment());
    }

    static String kind(ShareState.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<UserRow> users(ClusterState s) {
        return s.users().values().stream().map(u -> user(s, u)).toList();
    }

    static UserRow user(ClusterState s, UserState u) {
        return new UserRow(
                u.name(), u.administrator(), u.enabled(), s.domainSid() + "-" + u.relativeId());
    }

    static List<ConstraintRow> constraints(ClusterState s) {
        return s.constraints().values().stream()
                .map(c -> new ConstraintRow(c.clients(), c.interfaces()))
                .toList();
    }

    static List<SettingRow> settings(Settings s) {
        return List.of(
                new SettingRow("signing-required", Boolean.toString(s.signingRequired())),
                new SettingRow("encryption-required", Boolean.toString(s.encryptionRequired())),
                new SettingRow("balancer", Boolean.toString(s.balancer())),
                new SettingRow("lease-millis", Integer.toString(s.leaseMillis())),
                new SettingRow("settling-millis", Integer.toString(s.settlingMillis())),
                new SettingRow("anonymous-sessions", Boolean.toString(s.anonymousSessions())));
    }
}
