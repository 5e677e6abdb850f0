package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.NodeConfig;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The members of the cluster. */
@Command(name = "node", description = "See the nodes, take them out of service, run one.")
final class NodeCommands {
    private static final long LOOK_MILLIS = 200;
    private final Root root;

    NodeCommands(Root root) {
        this.root = root;
    }

    @Command(name = "list", description = "List the nodes.")
    int list() throws ApiException, CliException, IOException {
        root.output().rows("nodes", root.connect().get("/v1/nodes"));
        return 0;
    }

    @Command(
            name = "pause",
            description = "Take a node out of service: its volumes move, its clients follow.")
    int pause(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--no-wait", description = "Do not wait until it is empty.")
                    boolean noWait,
            @Option(
                            names = "--timeout",
                            paramLabel = "SECONDS",
                            defaultValue = "120",
                            description = "Wait no longer than this; by default ${DEFAULT-VALUE}.")
                    int timeoutSeconds)
            throws ApiException, CliException, IOException, InterruptedException {
        ClusterConnection cluster = root.connect();
        long start = System.nanoTime();
        int before = row(cluster.get("/v1/nodes"), name).path("volumes").asInt();
        JsonNode answer =
                cluster.call("POST", "/v1/nodes/" + AdminClient.encode(name) + "/pause", Map.of());
        if (noWait) {
            root.output().done("node " + name + " is paused", answer, name);
            return 0;
        }
        answer = drain(cluster, name, before, start + TimeUnit.SECONDS.toNanos(timeoutSeconds));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        root.output()
                .done(
                        "node "
                                + name
                                + " is paused; "
                                + before
                                + (before == 1 ? " volume" : " volumes")
                                + " moved in "
                                + Units.millis(took),
                        answer,
                        name);
        return 0;
    }

    private JsonNode drain(ClusterConnection cluster, String name, int before, long deadline)
            throws ApiException, CliException, IOException, InterruptedException {
        Terminal terminal = root.terminal();
        try (ProgressBar bar =
                new ProgressBar(
                        terminal.err(),
                        terminal.interactive(),
                        "draining " + name,
                        before,
                        ProgressBar.Unit.THINGS)) {
            while (true) {
                JsonNode nodes = cluster.get("/v1/nodes");
                int left = row(nodes, name).path("volumes").asInt();
                bar.set(before - left);
                if (left == 0) {
                    return nodes;
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new CliException(
                            "node "
                                    + name
                                    + " is paused but still owns "
                                    + left
                                    + " of "
                                    + before
                                    + " volumes: see onehop volume list for nodes that may take"
                                    + " them");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private static JsonNode row(JsonNode nodes, String name) throws CliException {
        for (JsonNode row : nodes.path("rows")) {
            if (row.path("name").asText().equalsIgnoreCase(name)) {
                return row;
            }
        }
        throw new CliException("there is no node " + name + ": see onehop node list");
    }

    @Command(name = "resume", description = "Bring a paused node back into service.")
    int resume(@Parameters(paramLabel = "NAME") String name)
            throws ApiException, CliException, IOException {
        JsonNode answer =
                root.connect()
                        .call(
                                "POST",
                                "/v1/nodes/" + AdminClient.encode(name) + "/resume",
                                Map.of());
        root.output().done("node " + name + " is in service", answer, name);
        return 0;
    }

    @Command(name = "remove", description = "End a node's membership; it must own nothing.")
    int remove(@Parameters(paramLabel = "NAME") String name)
            throws ApiException, CliException, IOException {
        JsonNode answer =
                root.connect().call("DELETE", "/v1/nodes/" + AdminClient.encode(name), null);
        root.output().done("node " + name + " is no member any more", answer, name);
        return 0;
    }

    @Command(name = "run", description = "Run the node of this machine until it is told to end.")
    int run(
            @Option(
                            names = "--state-dir",
                            paramLabel = "DIR",
                            defaultValue = "/var/lib/onehop",
                            description = "Folder of its state; by default ${DEFAULT-VALUE}.")
                    Path stateDir,
            @Option(names = "--until-input-ends", hidden = true) boolean untilInputEnds)
            throws CliException, IOException, InterruptedException {
        return runNode(stateDir, untilInputEnds);
    }

    static int runNode(Path stateDir, boolean untilInputEnds)
            throws CliException, IOException, InterruptedException {
        if (!NodeConfig.exists(stateDir)) {
            throw new CliException(
                    "no node lives in "
                            + stateDir
                            + ": make one with onehop cluster create or onehop cluster join");
        }
        NodeProcess.run(stateDir, untilInputEnds);
        return 0;
    }
}
