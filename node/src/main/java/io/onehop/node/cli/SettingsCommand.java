package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.ApiException;
import io.onehop.node.admin.Bodies;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What an operator may choose for the whole cluster. */
@Command(name = "settings", description = "Show the cluster's settings, or change one.")
final class SettingsCommand implements Callable<Integer> {
    private final Root root;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "The setting to change.")
    private @Nullable String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "Its new value.")
    private @Nullable String value;

    SettingsCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() throws ApiException, CliException, IOException {
        ClusterConnection cluster = root.connect();
        if (name == null) {
            root.output().rows("settings", cluster.get("/v1/settings"));
            return 0;
        }
        if (value == null) {
            throw new CliException("say what " + name + " is to be: onehop settings NAME VALUE");
        }
        JsonNode answer =
                cluster.call(
                        "POST",
                        "/v1/settings/" + AdminClient.encode(name),
                        new Bodies.Setting(value));
        root.output().done(name + " is " + value + " now", answer, name);
        return 0;
    }
}
