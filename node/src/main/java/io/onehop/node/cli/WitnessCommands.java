package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.admin.ApiException;
import io.onehop.node.admin.Bodies;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The clients that the witness can tell to move. */
@Command(name = "witness", description = "See which clients can be told to move, and tell them.")
final class WitnessCommands {
    private final Root root;

    WitnessCommands(Root root) {
        this.root = root;
    }

    @Command(name = "list", description = "List the witness registrations at all nodes.")
    int list() throws ApiException, CliException, IOException {
        root.output().rows("witness registrations", root.connect().get("/v1/witness"));
        return 0;
    }

    @Command(name = "move", description = "Tell a client to move to a node.")
    int move(
            @Parameters(paramLabel = "CLIENT", description = "Its computer name or its address.")
                    String client,
            @Option(names = "--to", paramLabel = "NODE", required = true) String to,
            @Option(
                            names = "--share",
                            paramLabel = "SHARE",
                            description = "Only its use of this share.")
                    @Nullable String share)
            throws ApiException, CliException, IOException {
        JsonNode answer =
                root.connect()
                        .call(
                                "POST",
                                "/v1/witness/move",
                                new Bodies.WitnessMove(client, to, share));
        int count = answer.path("count").asInt();
        root.output()
                .done(
                        "client "
                                + client
                                + " was told to move to "
                                + to
                                + " through "
                                + count
                                + (count == 1 ? " registration" : " registrations"),
                        answer,
                        client);
        return 0;
    }
}
