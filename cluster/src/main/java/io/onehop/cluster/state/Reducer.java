package io.onehop.cluster.state;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next state of a state and a command. Pure and total: same input, same output, on every
 * node.
 */
public final class Reducer {
    /** Join tokens that may wait at a time. */
    private static final int MAX_TOKENS = 256;

    private static final int MAX_CONSTRAINTS = 256;
    private static final int MAX_CONSTRAINT_INTERFACES = 64;

    private Reducer() {}

    /**
     * The state after the command, with its version one higher.
     *
     * @throws Refused when the state does not allow it; nothing changes then
     */
    public static ClusterState apply(ClusterState state, Command command) throws Refused {
        if (!state.exists() && !(command instanceof Command.CreateCluster)) {
            throw new Refused("there is no cluster yet: onehop cluster create");
        }
        ClusterState next =
                switch (command) {
                    case Command.CreateCluster c -> create(state, c);
                    case Command.ChangeSettings c -> settings(state, c.settings());
                    case Command.AddToken c -> addToken(state, c);
                    case Command.AdmitNode c -> admit(state, c);
                    case Command.NodeUp c -> nodeUp(state, c);
                    case Command.NodeDown c -> nodeDown(state, c);
                    case Command.PauseNode c ->
                            state.withNode(node(state, c.name()).withPaused(true));
                    case Command.ResumeNode c ->
                            state.withNode(node(state, c.name()).withPaused(false));
                    case Command.RemoveNode c -> removeNode(state, c.name());
                    case Command.CreateVolume c -> createVolume(state, c);
                    case Command.RemoveVolume c -> removeVolume(state, c.name());
                    case Command.GiveVolume c -> give(state, c);
                    case Command.MoveVolume c -> move(state, c);
                    case Command.ReleaseVolume c -> release(state, c);
                    case Command.CancelMove c -> cancelMove(state, c);
                    case Command.PutShare c -> putShare(state, c);
                    case Command.RemoveShare c -> {
                        share(state, c.name());
                        yield state.withShares(ClusterState.without(state.shares(), c.name()));
                    }
                    case Command.AddUser c -> addUser(state, c);
                    case Command.ChangeUser c -> changeUser(state, c);
                    case Command.RemoveUser c -> {
                        user(state, c.name());
                        yield state.withUsers(
                                ClusterState.without(state.users(), c.name()), state.nextUserId());
                    }
                    case Command.AddConstraint c -> addConstraint(state, c.constraint());
                    case Command.RemoveConstraint c -> removeConstraint(state, c.clients());
                };
        return next.withVersion(state.version() + 1);
    }

    private static ClusterState create(ClusterState state, Command.CreateCluster c) throws Refused {
        if (state.exists()) {
            throw new Refused("this node is in the cluster " + state.fileServerName() + " already");
        }
        checkName("file server name", c.fileServerName(), 15);
        return new ClusterState(
                0,
                c.clusterId(),
                c.fileServerName(),
                c.dnsDomain(),
                c.domainSid(),
                Settings.DEFAULTS,
                state.nodes(),
                state.volumes(),
                state.shares(),
                state.users(),
                state.tokens(),
                state.constraints(),
                state.nextNumber(),
                state.nextUserId());
    }

    private static ClusterState settings(ClusterState state, Settings s) throws Refused {
        if (s.leaseMillis() < 1_000 || s.leaseMillis() > 60_000) {
            throw new Refused("the lease must be 1 to 60 seconds, not " + s.leaseMillis() + " ms");
        }
        // A longer lease may still run somewhere; a leader that judged by the shorter one would
        // give its volumes away too early.
        if (s.leaseMillis() < state.settings().leaseMillis() && state.nodes().size() > 1) {
            throw new Refused(
                    "the lease can be made longer, or shorter while the cluster has one node:"
                            + " it is "
                            + state.settings().leaseMillis()
                            + " ms");
        }
        if (s.settlingMillis() < 0) {
            throw new Refused("the settling time must not be negative");
        }
        return state.withSettings(s);
    }

    private static ClusterState addToken(ClusterState state, Command.AddToken c) throws Refused {
        SortedMap<String, JoinToken> waiting = new TreeMap<>(state.tokens());
        waiting.values().removeIf(t -> t.expiresAtEpochSeconds() <= c.nowEpochSeconds());
        if (waiting.size() >= MAX_TOKENS) {
            throw new Refused(MAX_TOKENS + " join tokens are waiting already");
        }
        return state.withTokens(ClusterState.with(waiting, c.token().id(), c.token()));
    }

    private static ClusterState admit(ClusterState state, Command.AdmitNode c) throws Refused {
        checkName("node name", c.name(), 15);
        if (state.node(c.name()).isPresent()) {
            throw new Refused(
                    "there is a node " + c.name() + " already: give this one another name");
        }
        if (c.clientAddresses().isEmpty()) {
            throw new Refused("node " + c.name() + " has no address for clients");
        }
        ClusterState next = state;
        if (c.tokenId() != null) {
            if (!state.tokens().containsKey(Names.key(c.tokenId()))) {
                throw new Refused("this token was used already or never given");
            }
            next = state.withTokens(ClusterState.without(state.tokens(), c.tokenId()));
        }
        NodeState node =
                new NodeState(
                        c.name(),
                        state.nextNumber(),
                        c.clientAddresses(),
                        c.clusterAddress(),
                        c.ports(),
                        0,
                        false,
                        false);
        return next.withNodes(
                ClusterState.with(next.nodes(), c.name(), node), state.nextNumber() + 1);
    }

    private static ClusterState nodeUp(ClusterState state, Command.NodeUp c) throws Refused {
        NodeState node = node(state, c.name());
        if (c.incarnation() <= node.incarnation()) {
            throw new Refused("node " + c.name() + " is known under a later start");
        }
        SortedMap<String, VolumeState> volumes = new TreeMap<>(state.volumes());
        volumes.replaceAll((key, v) -> v.tried(c.name()));
        return disown(state.withVolumes(volumes), c.name())
                .withNode(
                        node.withPlace(c.clientAddresses(), c.clusterAddress(), c.ports())
                                .withUp(true, c.incarnation()));
    }

    private static ClusterState nodeDown(ClusterState state, Command.NodeDown c) throws Refused {
        NodeState node = node(state, c.name());
        if (node.incarnation() != c.incarnation() || !node.up()) {
            throw new Refused("node " + c.name() + " has started again or is down already");
        }
        return disown(state, c.name()).withNode(node.withUp(false, node.incarnation()));
    }

    /** Takes all volumes from a node, and ends moves to it. */
    private static ClusterState disown(ClusterState state, String node) {
        SortedMap<String, VolumeState> volumes = new TreeMap<>(state.volumes());
        volumes.replaceAll(
                (key, v) -> {
                    if (v.ownedBy(node)) {
                        return v.withOwner(null);
                    }
                    return v.movingTo() != null && Names.same(v.movingTo(), node)
                            ? v.withMovingTo(null)
                            : v;
                });
        return state.withVolumes(volumes);
    }

    private static ClusterState removeNode(ClusterState state, String name) throws Refused {
        node(state, name);
        Optional<VolumeState> owned =
                state.volumes().values().stream().filter(v -> v.ownedBy(name)).findFirst();
        if (owned.isPresent()) {
            throw new Refused(
                    "node "
                            + name
                            + " owns volume "
                            + owned.get().name()
                            + ": pause it first (onehop node pause "
                            + name
                            + ")");
        }
        if (state.nodes().size() == 1) {
            throw new Refused("node " + name + " is the last one of the cluster");
        }
        return disown(state, name)
                .withNodes(ClusterState.without(state.nodes(), name), state.nextNumber());
    }

    private static ClusterState createVolume(ClusterState state, Command.CreateVolume c)
            throws Refused {
        checkName("volume name", c.name(), 32);
        if (state.volume(c.name()).isPresent()) {
            throw new Refused("there is a volume " + c.name() + " already");
        }
        if (!c.path().startsWith("/")) {
            throw new Refused("the path of a volume is absolute, not " + c.path());
        }
        for (VolumeState v : state.volumes().values()) {
            if (inside(v.path(), c.path()) || inside(c.path(), v.path())) {
                throw new Refused(
                        "the path "
                                + c.path()
                                + " overlaps with volume "
                                + v.name()
                                + " at "
                                + v.path());
            }
        }
        checkNodes(state, c.nodes());
        checkNodes(state, c.preferred());
        VolumeState volume =
                VolumeState.unowned(
                        c.name(),
                        state.nextNumber(),
                        c.path(),
                        c.symmetric(),
                        c.nodes(),
                        c.preferred());
        return state.withVolume(volume).withNodes(state.nodes(), state.nextNumber() + 1);
    }

    private static boolean inside(String outer, String inner) {
        return inner.equals(outer) || inner.startsWith(outer.endsWith("/") ? outer : outer + "/");
    }

    private static ClusterState removeVolume(ClusterState state, String name) throws Refused {
        volume(state, name);
        Optional<ShareState> share =
                state.shares().values().stream()
                        .filter(s -> Names.same(s.volume(), name))
                        .findFirst();
        if (share.isPresent()) {
            throw new Refused(
                    "share "
                            + share.get().name()
                            + " is on volume "
                            + name
                            + ": remove it first (onehop share remove "
                            + share.get().name()
                            + ")");
        }
        return state.withVolumes(ClusterState.without(state.volumes(), name));
    }

    private static ClusterState give(ClusterState state, Command.GiveVolume c) throws Refused {
        VolumeState volume = volume(state, c.name());
        if (volume.owner() != null) {
            throw new Refused("volume " + c.name() + " is owned by " + volume.owner());
        }
        checkMayOwn(state, volume, c.owner());
        return state.withVolume(volume.withOwner(node(state, c.owner()).name()));
    }

    private static ClusterState move(ClusterState state, Command.MoveVolume c) throws Refused {
        VolumeState volume = volume(state, c.name());
        checkMayOwn(state, volume, c.target());
        if (volume.owner() == null) {
            return state.withVolume(volume.withOwner(node(state, c.target()).name()));
        }
        if (volume.ownedBy(c.target())) {
            throw new Refused("volume " + c.name() + " is on " + c.target() + " already");
        }
        if (volume.movingTo() != null) {
            throw new Refused("volume " + c.name() + " is moving to " + volume.movingTo());
        }
        return state.withVolume(volume.withMovingTo(node(state, c.target()).name()));
    }

    private static ClusterState release(ClusterState state, Command.ReleaseVolume c)
            throws Refused {
        VolumeState volume = volume(state, c.name());
        if (volume.epoch() != c.epoch() || volume.owner() == null) {
            throw new Refused(
                    "volume " + c.name() + " has had another owner since epoch " + c.epoch());
        }
        if (c.unopened()) {
            return state.withVolume(volume.withFailure());
        }
        String target = volume.movingTo();
        boolean ready =
                target != null && state.node(target).filter(NodeState::inService).isPresent();
        return state.withVolume(volume.withoutFailures().withOwner(ready ? target : null));
    }

    private static ClusterState cancelMove(ClusterState state, Command.CancelMove c)
            throws Refused {
        VolumeState volume = volume(state, c.name());
        if (volume.epoch() != c.epoch()) {
            throw new Refused(
                    "volume " + c.name() + " has had another owner since epoch " + c.epoch());
        }
        return state.withVolume(volume.withMovingTo(null));
    }

    private static ClusterState putShare(ClusterState state, Command.PutShare c) throws Refused {
        ShareState share = c.share();
        checkName("share name", share.name(), 80);
        if (share.name().equalsIgnoreCase("IPC$") || share.name().equalsIgnoreCase("ADMIN$")) {
            throw new Refused("the name " + share.name() + " is reserved");
        }
        volume(state, share.volume());
        if (c.mustBeNew() && state.share(share.name()).isPresent()) {
            throw new Refused("there is a share " + share.name() + " already");
        }
        return state.withShares(ClusterState.with(state.shares(), share.name(), share));
    }

    private static ClusterState addUser(ClusterState state, Command.AddUser c) throws Refused {
        checkName("user name", c.name(), 64);
        if (state.user(c.name()).isPresent()) {
            throw new Refused(
                    "there is a user "
                            + c.name()
                            + " already (onehop user passwd "
                            + c.name()
                            + ")");
        }
        checkHash(c.ntHash());
        UserState user =
                new UserState(c.name(), state.nextUserId(), c.ntHash(), c.administrator(), true);
        return state.withUsers(
                ClusterState.with(state.users(), c.name(), user), state.nextUserId() + 1);
    }

    private static ClusterState changeUser(ClusterState state, Command.ChangeUser c)
            throws Refused {
        UserState user = user(state, c.name());
        if (c.ntHash() != null) {
            checkHash(c.ntHash());
        }
        UserState changed =
                new UserState(
                        user.name(),
                        user.relativeId(),
                        or(c.ntHash(), user.ntHash()),
                        or(c.administrator(), user.administrator()),
                        or(c.enabled(), user.enabled()));
        return state.withUsers(
                ClusterState.with(state.users(), user.name(), changed), state.nextUserId());
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static void checkMayOwn(ClusterState state, VolumeState volume, String name)
            throws Refused {
        NodeState node = node(state, name);
        if (!volume.allows(name)) {
            throw new Refused(
                    "volume "
                            + volume.name()
                            + " is limited to "
                            + String.join(", ", volume.nodes()));
        }
        if (!node.up()) {
            throw new Refused("node " + name + " is down");
        }
        if (node.paused()) {
            throw new Refused(
                    "node "
                            + name
                            + " is paused: resume it first (onehop node resume "
                            + name
                            + ")");
        }
    }

    private static void checkNodes(ClusterState state, List<String> names) throws Refused {
        for (String name : names) {
            node(state, name);
        }
    }

    private static void checkHash(String ntHash) throws Refused {
        if (!ntHash.matches("[0-9a-f]{32}")) {
            throw new Refused("a password hash is 32 hexadecimal digits");
        }
    }

    private static ClusterState addConstraint(ClusterState state, Constraint given) throws Refused {
        Constraint constraint;
        try {
            constraint = given.canonical();
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
        if (constraint.interfaces().isEmpty()
                || constraint.interfaces().size() > MAX_CONSTRAINT_INTERFACES) {
            throw new Refused(
                    "a constraint names 1 to " + MAX_CONSTRAINT_INTERFACES + " interfaces");
        }
        if (state.constraints().containsKey(constraint.clients())) {
            throw new Refused(
                    "there is a constraint for "
                            + constraint.clients()
                            + " already: remove it first (onehop constraint remove "
                            + constraint.clients()
                            + ")");
        }
        if (state.constraints().size() >= MAX_CONSTRAINTS) {
            throw new Refused("there are " + MAX_CONSTRAINTS + " constraints already");
        }
        return state.withConstraints(
                ClusterState.with(state.constraints(), constraint.clients(), constraint));
    }

    private static ClusterState removeConstraint(ClusterState state, String clients)
            throws Refused {
        String network;
        try {
            network = Network.of(clients).toString();
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
        if (!state.constraints().containsKey(network)) {
            throw new Refused("there is no constraint for " + network);
        }
        return state.withConstraints(ClusterState.without(state.constraints(), network));
    }

    private static void checkName(String what, String name, int most) throws Refused {
        if (name.isBlank()
                || name.length() > most
                || !name.matches("[^\\p{Cntrl}\"/\\\\\\[\\]:;|=,+*?<>]+")) {
            throw new Refused(
                    "'"
                            + name
                            + "' cannot be a "
                            + what
                            + ": 1 to "
                            + most
                            + " characters, none of \" / \\ [ ] : ; | = , + * ? < >");
        }
    }

    private static NodeState node(ClusterState state, String name) throws Refused {
        return state.node(name).orElseThrow(() -> new Refused("there is no node " + name));
    }

    private static VolumeState volume(ClusterState state, String name) throws Refused {
        return state.volume(name).orElseThrow(() -> new Refused("there is no volume " + name));
    }

    private static ShareState share(ClusterState state, String name) throws Refused {
        return state.share(name).orElseThrow(() -> new Refused("there is no share " + name));
    }

    private static UserState user(ClusterState state, String name) throws Refused {
        return state.user(name).orElseThrow(() -> new Refused("there is no user " + name));
    }
}
