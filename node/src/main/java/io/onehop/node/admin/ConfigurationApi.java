package io.onehop.node.admin;

import static io.onehop.node.admin.Call.required;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.Settings;
import io.onehop.cluster.state.VolumeState;
import io.onehop.node.admin.Route.Access;
import io.onehop.node.admin.Route.Action;
import io.onehop.node.admin.Route.Answer;
import io.onehop.node.admin.Rows.Listing;
import io.onehop.wire.ntlm.NtHash;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the cluster has agreed on: cluster, nodes, volumes, users and settings. */
final class ConfigurationApi {
    private static final int MOVE_SECONDS = 60;
    private static final int MAX_PASSWORD_CHARS = 256;

    private final Submissions cluster;

    ConfigurationApi(Submissions cluster) {
        this.cluster = cluster;
    }

    List<Route> routes() {
        return List.of(
                route("GET", "/v1/cluster", this::status),
                route("GET", "/v1/nodes", c -> nodes(cluster.state())),
                route("POST", "/v1/nodes/*/pause", this::pause),
                route(
                        "POST",
                        "/v1/nodes/*/resume",
                        c -> nodes(cluster.submit(new Command.ResumeNode(c.name())))),
                route(
                        "DELETE",
                        "/v1/nodes/*",
                        c ->
                                nodes(
                                        cluster.remove(
                                                new Command.RemoveNode(c.name()),
                                                s -> s.node(c.name()).isPresent()))),
                route("GET", "/v1/volumes", c -> volumes(cluster.state())),
                route("POST", "/v1/volumes", this::createVolume),
                route("POST", "/v1/volumes/*/move", this::moveVolume),
                route(
                        "DELETE",
                        "/v1/volumes/*",
                        c ->
                                volumes(
                                        cluster.remove(
                                                new Command.RemoveVolume(c.name()),
                                                s -> s.volume(c.name()).isPresent()))),
                route("GET", "/v1/users", c -> users(cluster.state())),
                route("POST", "/v1/users", this::addUser),
                route("POST", "/v1/users/*", this::changeUser),
                route(
                        "DELETE",
                        "/v1/users/*",
                        c ->
                                users(
                                        cluster.remove(
                                                new Command.RemoveUser(c.name()),
                                                s -> s.user(c.name()).isPresent()))),
                route("GET", "/v1/settings", c -> settings(cluster.state())),
                route("POST", "/v1/settings/*", this::set));
    }

    private static Route route(String method, String path, Action action) {
        return Route.of(method, path, Access.OPERATOR, action);
    }

    private Answer status(Call call) {
        return new Answer.Document(
                new Listing(
                        List.of(Rows.cluster(cluster.state(), cluster.cluster().leader())),
                        warnings()));
    }

    /** Without a leader the state may be old: who was up may be down. */
    private List<String> warnings() {
        return cluster.cluster().leader() == null
                ? List.of(
                        "the cluster has no leader: a majority of its nodes must be up before"
                                + " volumes are served, and this may be out of date")
                : List.of();
    }

    private Answer nodes(ClusterState state) {
        return new Answer.Document(
                new Listing(Rows.nodes(state, cluster.cluster().leader()), warnings()));
    }

    private Answer volumes(ClusterState state) {
        return new Answer.Document(new Listing(Rows.volumes(state), warnings()));
    }

    private Answer users(ClusterState state) {
        return new Answer.Document(Listing.of(Rows.users(state)));
    }

    private Answer settings(ClusterState state) {
        return new Answer.Document(Listing.of(Rows.settings(state.settings())));
    }

    private Answer pause(Call call) throws ApiException, InterruptedException {
        NodeState node =
                cluster.state()
                        .node(call.name())
                        .orElseThrow(
                                () -> ApiException.notFound("there is no node " + call.name()));
        boolean another =
                cluster.state().nodes().values().stream()
                        .anyMatch(n -> n.inService() && !n.name().equals(node.name()));
        if (!another) {
            throw ApiException.conflict(
                    "no node but "
                            + node.name()
                            + " is in service: its clients would have nowhere to go");
        }
        return nodes(cluster.submit(new Command.PauseNode(node.name())));
    }

    private Answer createVolume(Call call) throws ApiException, IOException, InterruptedException {
        Bodies.NewVolume body = call.body(Bodies.NewVolume.class);
        return volumes(
                cluster.submit(
                        new Command.CreateVolume(
                                required(body.name(), "the volume's name"),
                                required(body.path(), "the volume's path"),
                                body.symmetric(),
                                list(body.nodes()),
                                list(body.preferred()))));
    }

    private static List<String> list(@Nullable List<String> names) {
        return names == null ? List.of() : names;
    }

    private Answer moveVolume(Call call) throws ApiException, IOException, InterruptedException {
        String target = required(call.body(Bodies.Move.class).to(), "the node to move to");
        String name = call.name();
        String from = cluster.state().volume(name).map(VolumeState::owner).orElse(null);
        long start = System.nanoTime();
        cluster.submit(new Command.MoveVolume(name, target));
        ClusterState after =
                cluster.await(
                        s -> s.volume(name).map(VolumeState::movingTo).isEmpty(),
                        MOVE_SECONDS,
                        "volume "
                                + name
                                + " is still moving: "
                                + from
                                + " has not let go of it within "
                                + MOVE_SECONDS
                                + " s; see onehop volume list");
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        VolumeState volume =
                after.volume(name)
                        .orElseThrow(
                                () -> ApiException.conflict("volume " + name + " was removed"));
        if (!volume.ownedBy(target)) {
            throw ApiException.conflict(
                    "volume "
                            + name
                            + " did not move to "
                            + target
                            + (volume.owner() == null
                                    ? ": nobody owns it now"
                                    : ": " + volume.owner() + " owns it"));
        }
        return new Answer.Document(
                new Bodies.Moved(
                        volume.name(), from, Objects.requireNonNull(volume.owner()), took));
    }

    private Answer addUser(Call call) throws ApiException, IOException, InterruptedException {
        Bodies.UserBody body = call.body(Bodies.UserBody.class);
        return users(
                cluster.submit(
                        new Command.AddUser(
                                required(body.name(), "the user's name"),
                                hash(required(body.password(), "the password")),
                                Boolean.TRUE.equals(body.administrator()))));
    }

    private Answer changeUser(Call call) throws ApiException, IOException, InterruptedException {
        Bodies.UserBody body = call.body(Bodies.UserBody.class);
        String password = body.password();
        return users(
                cluster.submit(
                        new Command.ChangeUser(
                                call.name(),
                                password == null ? null : hash(password),
                                body.administrator(),
                                body.enabled())));
    }

    private static String hash(String password) throws ApiException {
        if (password.isEmpty() || password.length() > MAX_PASSWORD_CHARS) {
            throw ApiException.badRequest(
                    "a password has 1 to " + MAX_PASSWORD_CHARS + " characters");
        }
        return HexFormat.of().formatHex(NtHash.of(password));
    }

    private Answer set(Call call) throws ApiException, IOException, InterruptedException {
        String value = required(call.body(Bodies.Setting.class).value(), "the setting's value");
        Settings s = cluster.state().settings();
        Settings changed =
                switch (call.name()) {
                    case "signing-required" ->
                            new Settings(
                                    truth(value),
                                    s.encryptionRequired(),
                                    s.balancer(),
                                    s.leaseMillis(),
                                    s.settlingMillis(),
                                    s.anonymousSessions());
                    case "encryption-required" ->
                            new Settings(
                                    s.signingRequired(),
                                    truth(value),
                                    s.balancer(),
                                    s.leaseMillis(),
                                    s.settlingMillis(),
                                    s.anonymousSessions());
                    case "balancer" ->
                            new Settings(
                                    s.signingRequired(),
                                    s.encryptionRequired(),
                                    truth(value),
                                    s.leaseMillis(),
                                    s.settlingMillis(),
                                    s.anonymousSessions());
                    case "lease-millis" ->
                            new Settings(
                                    s.signingRequired(),
                                    s.encryptionRequired(),
                                    s.balancer(),
                                    number(value),
                                    s.settlingMillis(),
                                    s.anonymousSessions());
                    case "settling-millis" ->
                            new Settings(
                                    s.signingRequired(),
                                    s.encryptionRequired(),
                                    s.balancer(),
                                    s.leaseMillis(),
                                    number(value),
                                    s.anonymousSessions());
                    case "anonymous-sessions" ->
                            new Settings(
                                    s.signingRequired(),
                                    s.encryptionRequired(),
                                    s.balancer(),
                                    s.leaseMillis(),
                                    s.settlingMillis(),
                                    truth(value));
                    default ->
                            throw ApiException.notFound(
                                    "there is no setting " + call.name() + ": see onehop settings");
                };
        return settings(cluster.submit(new Command.ChangeSettings(changed)));
    }

    private static boolean truth(String value) throws ApiException {
        return switch (value) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> throw ApiException.badRequest("say true or false, not " + value);
        };
    }

    private static int number(String value) throws ApiException {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("'" + value + "' is not a whole number");
        }
    }
}
