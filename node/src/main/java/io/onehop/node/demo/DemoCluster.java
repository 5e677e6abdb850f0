package io.onehop.node.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.base.TimeSource;
import io.onehop.cluster.pki.JoinTicket;
import io.onehop.cluster.pki.PrivateFiles;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.AdminClient.Endpoint;
import io.onehop.node.admin.ApiException;
import io.onehop.node.admin.Bodies;
import io.onehop.node.admin.NodeSetup;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.ClusterConnection;
import io.onehop.node.cli.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of the demonstration: its processes, and its admin API as the story asks it. One
 * thread, but {@link #close} may come from another.
 */
public final class DemoCluster implements AutoCloseable {
    private static final int START_SECONDS = 120;
    private static final long END_MILLIS = 8_000;

    /** Short, so that nobody has to wait to see what the balancer does. */
    private static final String SETTLING_MILLIS = "5000";

    private final Plan plan;
    private final Path folder;
    private final Map<String, String> environment;
    private final Map<String, NodeChild> children = new TreeMap<>();
    private @Nullable ClusterConnection admin;
    private volatile @Nullable UserProfile profile;

    /**
     * @param folder for the state of nodes, the volumes and the logs
     */
    DemoCluster(Plan plan, Path folder, Map<String, String> environment) throws IOException {
        this.plan = plan;
        this.folder = folder;
        this.environment = environment;
        Path logs = Files.createDirectories(folder.resolve("logs"));
        for (Plan.Place place : plan.places()) {
            String name = place.name();
            children.put(
                    name,
                    new NodeChild(
                            name,
                            folder.resolve("state").resolve(name),
                            logs.resolve(name + ".log"),
                            children.isEmpty()));
        }
    }

    public NodeChild child(String node) {
        return Objects.requireNonNull(children.get(node), node);
    }

    /** Makes the cluster with its first node, lets the others join, waits until all are up. */
    public void start()
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        Plan.Place first = plan.places().getFirst();
        NodeChild founder = child(first.name());
        PrivateFiles.createFolder(founder.stateFolder());
        NodeSetup.Access access =
                NodeSetup.found(
                        founder.stateFolder(), Plan.CLUSTER, "", place(first), TimeSource.SYSTEM);
        List<Endpoint> nodes = new ArrayList<>();
        for (Plan.Place each : plan.places()) {
            nodes.add(new Endpoint(each.addresses().getFirst(), plan.ports().admin()));
        }
        Profile all = new Profile(access.cluster(), nodes, access.token(), access.authorityPem());
        Path file = folder.resolve("profile.json");
        Map<String, String> own = Map.of("ONEHOP_PROFILE", file.toString());
        all.store(own);
        admin = ClusterConnection.find(null, own);
        profile = UserProfile.replace(all, environment);
        founder.start();
        Await.until(
                "the first node to answer",
                START_SECONDS,
                () -> {
                    founder.mustRun();
                    return answers() && isUp(founder.name());
                });
        for (Plan.Place each : plan.places().subList(1, plan.places().size())) {
            join(each);
        }
        awaitUp();
    }

    private NodeSetup.Place place(Plan.Place place) {
        return new NodeSetup.Place(
                place.name(), place.addresses(), place.addresses().getFirst(), plan.ports(), null);
    }

    private void join(Plan.Place place) throws ApiException, CliException, IOException {
        NodeChild child = child(place.name());
        String ticket = call("POST", "/v1/tokens", Map.of()).path("ticket").asText();
        NodeSetup.join(child.stateFolder(), JoinTicket.parse(ticket), place(place));
        child.start();
    }

    /** Waits until every node is up; fails if one of the processes ended. */
    public void awaitUp()
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        Await.until(
                "all nodes to be up",
                START_SECONDS,
                () -> {
                    for (NodeChild each : children.values()) {
                        each.mustRun();
                        if (!isUp(each.name())) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /** Whether some node answers; while the first starts, none does. */
    private boolean answers() throws ApiException, IOException {
        try {
            return !rows("/v1/cluster").getFirst().path("leader").isNull();
        } catch (CliException e) {
            return false;
        }
    }

    public boolean isUp(String node) throws ApiException, CliException, IOException {
        return rows("/v1/nodes").stream()
                .anyMatch(
                        r ->
                                r.path("name").asText().equals(node)
                                        && r.path("state").asText().equals("up"));
    }

    public JsonNode call(String method, String path, @Nullable Object body)
            throws ApiException, CliException, IOException {
        return Objects.requireNonNull(admin).call(method, path, body);
    }

    public List<JsonNode> rows(String path) throws ApiException, CliException, IOException {
        List<JsonNode> rows = new ArrayList<>();
        call("GET", path, null).path("rows").forEach(rows::add);
        return rows;
    }

    /** The owner of each volume by name; empty for one that nobody serves or that moves. */
    public Map<String, String> owners() throws ApiException, CliException, IOException {
        Map<String, String> owners = new TreeMap<>();
        for (JsonNode row : rows("/v1/volumes")) {
            boolean rests = row.path("state").asText().equals("online");
            owners.put(row.path("name").asText(), rests ? row.path("owner").asText() : "");
        }
        return owners;
    }

    public String owner(String volume) throws ApiException, CliException, IOException {
        return owners().getOrDefault(volume, "");
    }

    /** Waits until each node owns one volume and none moves; gives the owners. */
    public Map<String, String> awaitBalance(int seconds)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        Map<String, String> owners = new TreeMap<>();
        Await.until(
                "each node to own one volume",
                seconds,
                () -> {
                    owners.clear();
                    owners.putAll(owners());
                    return isBalanced(owners);
                });
        return owners;
    }

    private boolean isBalanced(Map<String, String> owners) {
        return owners.size() == Plan.NODES
                && plan.places().stream().allMatch(p -> owners.containsValue(p.name()));
    }

    /** When the volume got its present owner, as the cluster remembers it. */
    public Instant ownedSince(String volume) throws ApiException, CliException, IOException {
        Instant latest = Instant.EPOCH;
        for (JsonNode row : rows("/v1/events")) {
            if (row.path("kind").asText().equals("volume-owner")
                    && row.path("subject").asText().equals(volume)) {
                latest = Instant.parse(row.path("time").asText());
            }
        }
        return latest.equals(Instant.EPOCH) ? Instant.now() : latest;
    }

    /** Volumes, shares on them, and the user. */
    public void furnish() throws ApiException, CliException, IOException {
        call("POST", "/v1/settings/settling-millis", new Bodies.Setting(SETTLING_MILLIS));
        for (int i = 1; i <= Plan.NODES; i++) {
            Path directory =
                    Files.createDirectories(folder.resolve("volumes").resolve(Plan.volume(i)));
            call(
                    "POST",
                    "/v1/volumes",
                    new Bodies.NewVolume(Plan.volume(i), directory.toString(), false, null, null));
            call(
                    "POST",
                    "/v1/shares",
                    new Bodies.ShareBody(
                            Plan.share(i),
                            Plan.volume(i),
                            "scale-out",
                            null,
                            null,
                            null,
                            null,
                            null));
        }
        call("POST", "/v1/users", new Bodies.UserBody(Plan.USER, plan.password(), true, null));
    }

    /** Moves a volume; gives the milliseconds that the cluster took. */
    public long move(String volume, String to) throws ApiException, CliException, IOException {
        String path = "/v1/volumes/" + AdminClient.encode(volume) + "/move";
        return call("POST", path, new Bodies.Move(to)).path("tookMillis").asLong();
    }

    /** What was redirected of a share up to now. */
    public Redirected redirected(String share) throws ApiException, CliException, IOException {
        Map<String, Redirected.Use> uses = new HashMap<>();
        for (JsonNode row : rows("/v1/redirects")) {
            if (row.path("share").asText().equalsIgnoreCase(share)) {
                uses.merge(
                        row.path("node").asText() + row.path("client").asText(),
                        new Redirected.Use(
                                row.path("readBytes").asLong(), row.path("writtenBytes").asLong()),
                        Redirected.Use::plus);
            }
        }
        return new Redirected(uses);
    }

    /** Ends all processes: in order if they can, else with force. */
    @Override
    public void close() throws IOException {
        children.values().forEach(NodeChild::ask);
        long deadline = System.nanoTime() + END_MILLIS * 1_000_000;
        boolean interrupted = false;
        for (NodeChild each : children.values()) {
            try {
                each.end(interrupted ? 0 : (deadline - System.nanoTime()) / 1_000_000);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        UserProfile replaced = profile;
        if (replaced != null) {
            replaced.restore();
        }
    }
}
