package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.ApiException;
import io.onehop.node.admin.Bodies;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The volumes and who owns them. */
@Command(name = "volume", description = "See volumes, make them, move them to another node.")
final class VolumeCommands {
    private final Root root;

    VolumeCommands(Root root) {
        this.root = root;
    }

    @Command(name = "list", description = "List the volumes and their owners.")
    int list() throws ApiException, CliException, IOException {
        root.output().rows("volumes", root.connect().get("/v1/volumes"));
        return 0;
    }

    @Command(name = "create", description = "Make a volume of an existing directory.")
    int create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--path",
                            paramLabel = "PATH",
                            required = true,
                            description = "The directory, the same on every node that may own it.")
                    String path,
            @Option(
                            names = "--nodes",
                            paramLabel = "NODE",
                            split = ",",
                            description = "Only these nodes may own it.")
                    @Nullable List<String> nodes,
            @Option(
                            names = "--preferred",
                            paramLabel = "NODE",
                            split = ",",
                            description = "Nodes that should own it, the best first.")
                    @Nullable List<String> preferred,
            @Option(
                            names = "--symmetric",
                            description = "All nodes reach the bytes at the same time.")
                    boolean symmetric)
            throws ApiException, CliException, IOException {
        JsonNode answer =
                root.connect()
                        .call(
                                "POST",
                                "/v1/volumes",
                                new Bodies.NewVolume(name, path, symmetric, nodes, preferred));
        root.output().done("volume " + name + " was created", answer, name);
        return 0;
    }

    @Command(
            name = "move",
            description = "Move a volume to another node and wait until it is done.")
    int move(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--to", paramLabel = "NODE", required = true) String to)
            throws ApiException, CliException, IOException {
        JsonNode moved =
                root.connect()
                        .call(
                                "POST",
                                "/v1/volumes/" + AdminClient.encode(name) + "/move",
                                new Bodies.Move(to));
        String from = moved.path("from").isNull() ? "" : " from " + moved.path("from").asText();
        root.output()
                .done(
                        "volume "
                                + moved.path("name").asText()
                                + " moved"
                                + from
                                + " to "
                                + moved.path("owner").asText()
                                + " in "
                                + Units.millis(moved.path("tookMillis").asLong()),
                        moved,
                        name);
        return 0;
    }

    @Command(name = "remove", description = "Forget a volume; its files stay where they are.")
    int remove(@Parameters(paramLabel = "NAME") String name)
            throws ApiException, CliException, IOException {
        JsonNode answer =
                root.connect().call("DELETE", "/v1/volumes/" + AdminClient.encode(name), null);
        root.output()
                .done("volume " + name + " was removed; its files are untouched", answer, name);
        return 0;
    }
}
