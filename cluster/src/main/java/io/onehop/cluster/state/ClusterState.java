package io.onehop.cluster.state;

import java.net.InetAddress;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that the cluster has agreed on, at one point of its log. Maps are keyed by name in lower
 * case.
 *
 * @param version grows with every command that changed something
 * @param fileServerName the short name that clients connect to, for example SOFS1
 * @param dnsDomain the domain of that name, may be empty
 * @param domainSid the SID under which the cluster's users live, S-1-5-21-a-b-c
 * @param constraints by the network of the clients
 */
public record ClusterState(
        long version,
        UUID clusterId,
        String fileServerName,
        String dnsDomain,
        String domainSid,
        Settings settings,
        SortedMap<String, NodeState> nodes,
        SortedMap<String, VolumeState> volumes,
        SortedMap<String, ShareState> shares,
        SortedMap<String, UserState> users,
        SortedMap<String, JoinToken> tokens,
        SortedMap<String, Constraint> constraints,
        int nextNumber,
        int nextUserId) {

    public ClusterState {
        nodes = copy(nodes);
        volumes = copy(volumes);
        shares = copy(shares);
        users = copy(users);
        tokens = copy(tokens);
        // Absent in what an earlier version wrote.
        constraints = constraints == null ? new TreeMap<>() : copy(constraints);
    }

    /** The state before the first command. */
    public static ClusterState empty() {
        return new ClusterState(
                0,
                new UUID(0, 0),
                "",
                "",
                "",
                Settings.DEFAULTS,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                1,
                1000);
    }

    /** Whether a cluster was created. */
    public boolean exists() {
        return !fileServerName.isEmpty();
    }

    public Optional<NodeState> node(@Nullable String name) {
        return find(nodes, name);
    }

    public Optional<VolumeState> volume(@Nullable String name) {
        return find(volumes, name);
    }

    public Optional<ShareState> share(@Nullable String name) {
        return find(shares, name);
    }

    public Optional<UserState> user(@Nullable String name) {
        return find(users, name);
    }

    /**
     * What a client's channels are confined to: by the constraint of the smallest network that it
     * is in. None where it may use all.
     */
    public Optional<Constraint> constraintFor(InetAddress client) {
        return constraints.values().stream()
                .filter(c -> c.clientNetwork().contains(client))
                .max(Comparator.comparingInt(c -> c.clientNetwork().prefixBits()));
    }

    /**
     * The fully qualified form of the file server name, or the short one where there is no domain.
     */
    public String fileServerFqdn() {
        return dnsDomain.isEmpty() ? fileServerName : fileServerName + "." + dnsDomain;
    }

    private static <V> Optional<V> find(SortedMap<String, V> map, @Nullable String name) {
        return name == null ? Optional.empty() : Optional.ofNullable(map.get(Names.key(name)));
    }

    private static <V> SortedMap<String, V> copy(Map<String, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    ClusterState withVersion(long newVersion) {
        return new ClusterState(
                newVersion,
                clusterId,
                fileServerName,
                dnsDomain,
                domainSid,
                settings,
                nodes,
                volumes,
                shares,
                users,
                tokens,
                constraints,
                nextNumber,
                nextUserId);
    }

    ClusterState withSettings(Settings newSettings) {
        return new ClusterState(
                version,
                clusterId,
                fileServerName,
                dnsDomain,
                domainSid,
                newSettings,
                nodes,
                volumes,
                shares,
                users,
                tokens,
                constraints,
                nextNumber,
                nextUserId);
    }

    ClusterState withNodes(SortedMap<String, NodeState> newNodes, int newNextNumber) {
        return new ClusterState(
                version,
                clusterId,
                fileServerName,
                dnsDomain,
                domainSid,
                settings,
                newNodes,
                volumes,
                shares,
                users,
                tokens,
                constraints,
                newNextNumber,
                nextUserId);
    }

    ClusterState withNode(NodeState node) {
        return withNodes(with(nodes, node.name(), node), nextNumber);
    }

    ClusterState withVolumes(SortedMap<String, VolumeState> newVolumes) {
        return new ClusterState(
                version,
                clusterId,
                fileServerName,
                dnsDomain,
                domainSid,
                settings,
                nodes,
                newVolumes,
                shares,
                users,
                tokens,
                constraints,
                nextNumber,
                nextUserId);
    }

    ClusterState withVolume(VolumeState volume) {
        return withVolumes(with(volumes, volume.name(), volume));
    }

    ClusterState withShares(SortedMap<String, ShareState> newShares) {
        return new ClusterState(
                version,
                clusterId,
                fileServerName,
                dnsDomain,
                domainSid,
                settings,
                nodes,
                volumes,
                newShares,
                users,
                tokens,
                constraints,
                nextNumber,
                nextUserId);
    }

    ClusterState withUsers(SortedMap<String, UserState> newUsers, int newNextUserId) {
        return new ClusterState(
                version,
                clusterId,
                fileServerName,
                dnsDomain,
                domainSid,
                settings,
                nodes,
                volumes,
                shares,
                newUsers,
                tokens,
                constraints,
                nextNumber,
                newNextUserId);
    }

    ClusterState withTokens(SortedMap<String, JoinToken> newTokens) {
        return new ClusterState(
                version,
                clusterId,
                fileServerName,
                dnsDomain,
                domainSid,
                settings,
                nodes,
                volumes,
                shares,
                users,
                newTokens,
                constraints,
                nextNumber,
                nextUserId);
    }

    ClusterState withConstraints(SortedMap<String, Constraint> newConstraints) {
        return new ClusterState(
                version,
                clusterId,
                fileServerName,
                dnsDomain,
                domainSid,
                settings,
                nodes,
                volumes,
                shares,
                users,
                tokens,
                newConstraints,
                nextNumber,
                nextUserId);
    }

    static <V> SortedMap<String, V> with(SortedMap<String, V> map, String name, V value) {
        SortedMap<String, V> copy = new TreeMap<>(map);
        copy.put(Names.key(name), value);
        return copy;
    }

    static <V> SortedMap<String, V> without(SortedMap<String, V> map, String name) {
        SortedMap<String, V> copy = new TreeMap<>(map);
        copy.remove(Names.key(name));
        return copy;
    }
}
