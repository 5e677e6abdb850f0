package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.ApiException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The files that clients have open. */
@Command(name = "open", description = "See and close the files that clients have open.")
final class OpenCommands {
    private final Root root;

    OpenCommands(Root root) {
        this.root = root;
    }

    @Command(name = "list", description = "List the opens of all volumes.")
    int list() throws ApiException, CliException, IOException {
        root.output().rows("opens", root.connect().get("/v1/opens"));
        return 0;
    }

    @Command(name = "close", description = "Close an open; its client is not asked.")
    int close(@Parameters(paramLabel = "ID") String id)
            throws ApiException, CliException, IOException {
        JsonNode answer =
                root.connect().call("DELETE", "/v1/opens/" + AdminClient.encode(id), null);
        root.output().done("open " + id + " was closed", answer, id);
        return 0;
    }
}
