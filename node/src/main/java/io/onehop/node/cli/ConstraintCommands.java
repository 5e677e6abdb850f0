package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.cluster.state.Network;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.ApiException;
import io.onehop.node.admin.Bodies;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which of the nodes' interfaces clients may use for further channels. */
@Command(
        name = "constraint",
        description = "Say which interfaces the clients of a network may use for multichannel.")
final class ConstraintCommands {
    private final Root root;

    ConstraintCommands(Root root) {
        this.root = root;
    }

    @Command(name = "list", description = "List the constraints.")
    int list() throws ApiException, CliException, IOException {
        root.output().rows("constraints", root.connect().get("/v1/constraints"));
        return 0;
    }

    @Command(
            name = "add",
            description =
                    "Confine the clients of a network. For a client in several networks the"
                            + " smallest counts.")
    int add(
            @Option(
                            names = "--clients",
                            paramLabel = "NETWORK",
                            required = true,
                            description = "Whom it is about, for example 10.0.0.0/8.")
                    String network,
            @Option(
                            names = "--interfaces",
                            paramLabel = "INTERFACE",
                            required = true,
                            split = ",",
                            description =
                                    "What they may use: networks or addresses of nodes, for"
                                            + " example 10.1.0.0/16, or names such as eth1.")
                    List<String> interfaces)
            throws ApiException, CliException, IOException {
        String clients = canonical(network);
        JsonNode answer =
                root.connect()
                        .call(
                                "POST",
                                "/v1/constraints",
                                new Bodies.ConstraintBody(clients, interfaces));
        root.output()
                .done(
                        "clients in " + clients + " use " + String.join(", ", interfaces) + " now",
                        answer,
                        "clients",
                        clients);
        return 0;
    }

    @Command(name = "remove", description = "Let the clients of a network use all interfaces.")
    int remove(@Parameters(paramLabel = "NETWORK") String network)
            throws ApiException, CliException, IOException {
        String clients = canonical(network);
        JsonNode answer =
                root.connect()
                        .call("DELETE", "/v1/constraints/" + AdminClient.encode(clients), null);
        root.output()
                .done("there is no constraint for " + clients + " now", answer, "clients", clients);
        return 0;
    }

    /** As the cluster writes it. */
    private static String canonical(String network) throws CliException {
        try {
            return Network.of(network).toString();
        } catch (IllegalArgumentException e) {
            throw new CliException(String.valueOf(e.getMessage()));
        }
    }
}
