package io.onehop.server;

import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Constraint;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.Ports;
import io.onehop.cluster.state.Settings;
import io.onehop.cluster.state.ShareState;
import io.onehop.cluster.state.UserState;
import io.onehop.cluster.state.VolumeState;
import io.onehop.wire.ntlm.NtHash;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** A cluster of two nodes, n1 and n2, with users, volumes and shares that tests change. */
public final class FakeCluster implements ClusterView {
    public static final String PASSWORD = "Passw0rd!";
    public static final String DOMAIN_SID = "S-1-5-21-1-2-3";

    private final List<BiConsumer<ClusterState, ClusterState>> listeners =
            new CopyOnWriteArrayList<>();
    private volatile ClusterState state;

    public FakeCluster() {
        SortedMap<String, UserState> users = new TreeMap<>();
        users.put("tester", user("tester", 1001, true));
        users.put("other", user("other", 1002, false));
        users.put("gone", new UserState("gone", 1003, hash(PASSWORD), false, false));
        SortedMap<String, VolumeState> volumes = new TreeMap<>();
        volumes.put("near", volume("near", 1, false, "n1"));
        volumes.put("far", volume("far", 2, false, "n2"));
        volumes.put("san", volume("san", 3, true, "n2"));
        SortedMap<String, ShareState> shares = new TreeMap<>();
        shares.put("near", share("near", "near", ShareState.Kind.SCALE_OUT, false));
        shares.put("far", share("far", "far", ShareState.Kind.SCALE_OUT, false));
        shares.put("san", share("san", "san", ShareState.Kind.SCALE_OUT, false));
        shares.put("general", share("general", "near", ShareState.Kind.GENERAL, false));
        shares.put("secret", share("secret", "near", ShareState.Kind.SCALE_OUT, true));
        shares.put(
                "denied",
                new ShareState(
                        "denied",
                        "near",
                        "",
                        ShareState.Kind.SCALE_OUT,
                        false,
                        true,
                        "",
                        List.of(
                                new ShareState.Access("*", ShareState.Right.READ),
                                new ShareState.Access("tester", ShareState.Right.NONE))));
        state =
                new ClusterState(
                        1,
                        new UUID(7, 7),
                        "SOFS1",
                        "example.test",
                        DOMAIN_SID,
                        new Settings(false, false, true, 2_500, 30_000, false),
                        new TreeMap<>(
                                Map.of(
                                        "n1", node("n1", 1, "127.0.0.1"),
                                        "n2", node("n2", 2, "127.0.0.2"))),
                        volumes,
                        shares,
                        users,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        10,
                        2000);
    }

    private static UserState user(String name, int relativeId, boolean administrator) {
        return new UserState(name, relativeId, hash(PASSWORD), administrator, true);
    }

    private static String hash(String password) {
        return HexFormat.of().formatHex(NtHash.of(password));
    }

    private static VolumeState volume(String name, int number, boolean symmetric, String owner) {
        return new VolumeState(
                name, number, "/x", symmetric, List.of(), List.of(), owner, 1, null, List.of(), 0);
    }

    private static ShareState share(
            String name, String volume, ShareState.Kind kind, boolean encrypt) {
        return new ShareState(name, volume, "", kind, encrypt, false, "a share", List.of());
    }

    private static NodeState node(String name, int number, String address) {
        return new NodeState(
                name, number, List.of(address), address, Ports.fromBase(1000), 1, true, false);
    }

    public void settings(boolean signingRequired, boolean encryptionRequired) {
        settings(signingRequired, encryptionRequired, false);
    }

    public void settings(
            boolean signingRequired, boolean encryptionRequired, boolean anonymousSessions) {
        Settings settings =
                new Settings(
                        signingRequired,
                        encryptionRequired,
                        true,
                        2_500,
                        30_000,
                        anonymousSessions);
        change(s -> copy(s, settings, s.shares(), s.users()));
    }

    public void removeShare(String name) {
        SortedMap<String, ShareState> shares = new TreeMap<>(state.shares());
        shares.remove(name);
        change(s -> copy(s, s.settings(), shares, s.users()));
    }

    public void removeUser(String name) {
        SortedMap<String, UserState> users = new TreeMap<>(state.users());
        users.remove(name);
        change(s -> copy(s, s.settings(), s.shares(), users));
    }

    /** Client addresses of this node. */
    public void addresses(String... addresses) {
        SortedMap<String, NodeState> nodes = new TreeMap<>(state.nodes());
        nodes.put(
                "n1",
                new NodeState(
                        "n1",
                        1,
                        List.of(addresses),
                        addresses[0],
                        Ports.fromBase(1000),
                        1,
                        true,
                        false));
        change(s -> copy(s, nodes, s.constraints()));
    }

    public void constrain(Constraint constraint) {
        SortedMap<String, Constraint> constraints = new TreeMap<>(state.constraints());
        constraints.put(constraint.clients(), constraint);
        change(s -> copy(s, s.nodes(), constraints));
    }

    private static ClusterState copy(
            ClusterState s,
            SortedMap<String, NodeState> nodes,
            SortedMap<String, Constraint> constraints) {
        return new ClusterState(
                s.version() + 1,
                s.clusterId(),
                s.fileServerName(),
                s.dnsDomain(),
                s.domainSid(),
                s.settings(),
                nodes,
                s.volumes(),
                s.shares(),
                s.users(),
                s.tokens(),
                constraints,
                s.nextNumber(),
                s.nextUserId());
    }

    private void change(UnaryOperator<ClusterState> how) {
        ClusterState old = state;
        ClusterState now = how.apply(old);
        state = now;
        listeners.forEach(listener -> listener.accept(old, now));
    }

    private static ClusterState copy(
            ClusterState s,
            Settings settings,
            SortedMap<String, ShareState> shares,
            SortedMap<String, UserState> users) {
        return new ClusterState(
                s.version() + 1,
                s.clusterId(),
                s.fileServerName(),
                s.dnsDomain(),
                s.domainSid(),
                settings,
                s.nodes(),
                s.volumes(),
                shares,
                users,
                s.tokens(),
                s.constraints(),
                s.nextNumber(),
                s.nextUserId());
    }

    @Override
    public String nodeName() {
        return "n1";
    }

    @Override
    public ClusterState state() {
        return state;
    }

    @Override
    public NodeState self() {
        return state.node("n1").orElseThrow();
    }

    @Override
    public boolean leaseValid() {
        return true;
    }

    @Override
    public boolean mayServe(String volume, long epoch) {
        return true;
    }

    @Override
    public void onChange(BiConsumer<ClusterState, ClusterState> listener) {
        listeners.add(listener);
    }
}
