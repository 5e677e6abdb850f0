package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.ApiException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The sessions of clients at all nodes. */
@Command(name = "session", description = "See and close the sessions of clients.")
final class SessionCommands {
    private final Root root;

    SessionCommands(Root root) {
        this.root = root;
    }

    @Command(name = "list", description = "List the sessions at all nodes.")
    int list() throws ApiException, CliException, IOException {
        root.output().rows("sessions", root.connect().get("/v1/sessions"));
        return 0;
    }

    @Command(name = "close", description = "Close a session; its client may make a new one.")
    int close(@Parameters(paramLabel = "ID") String id)
            throws ApiException, CliException, IOException {
        JsonNode answer =
                root.connect().call("DELETE", "/v1/sessions/" + AdminClient.encode(id), null);
        root.output().done("session " + id + " was closed", answer, id);
        return 0;
    }
}
