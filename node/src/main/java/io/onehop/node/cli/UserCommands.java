package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.ApiException;
import io.onehop.node.admin.Bodies;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The cluster's own users. */
@Command(name = "user", description = "See users, add them, change their passwords.")
final class UserCommands {
    private final Root root;

    UserCommands(Root root) {
        this.root = root;
    }

    @Command(name = "list", description = "List the users.")
    int list() throws ApiException, CliException, IOException {
        root.output().rows("users", root.connect().get("/v1/users"));
        return 0;
    }

    @Command(name = "add", description = "Add a user; the password is asked for.")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--password-stdin",
                            description = "Read the password from standard input.")
                    boolean stdin,
            @Option(
                            names = "--administrator",
                            description =
                                    "May administer shares over the network, take ownership,"
                                            + " and back up and restore past descriptors.")
                    boolean administrator)
            throws ApiException, CliException, IOException {
        ClusterConnection cluster = root.connect();
        String password = root.terminal().newPassword(stdin, name);
        JsonNode answer =
                cluster.call(
                        "POST",
                        "/v1/users",
                        new Bodies.UserBody(name, password, administrator, null));
        root.output().done("user " + name + " was added", answer, name);
        return 0;
    }

    @Command(name = "passwd", description = "Change a user's password.")
    int passwd(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--password-stdin",
                            description = "Read the password from standard input.")
                    boolean stdin)
            throws ApiException, CliException, IOException {
        ClusterConnection cluster = root.connect();
        String password = root.terminal().newPassword(stdin, name);
        JsonNode answer =
                cluster.call(
                        "POST",
                        "/v1/users/" + AdminClient.encode(name),
                        new Bodies.UserBody(null, password, null, null));
        root.output().done("user " + name + " has a new password", answer, name);
        return 0;
    }

    @Command(name = "remove", description = "Remove a user.")
    int remove(@Parameters(paramLabel = "NAME") String name)
            throws ApiException, CliException, IOException {
        JsonNode answer =
                root.connect().call("DELETE", "/v1/users/" + AdminClient.encode(name), null);
        root.output().done("user " + name + " was removed", answer, name);
        return 0;
    }
}
