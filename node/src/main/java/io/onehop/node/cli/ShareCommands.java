package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.ApiException;
import io.onehop.node.admin.Bodies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The shares that clients connect to. */
@Command(name = "share", description = "See shares, make them, change them.")
final class ShareCommands {
    private final Root root;

    ShareCommands(Root root) {
        this.root = root;
    }

    /** What a share has besides its name. */
    static final class ShareOptions {
        @Option(
                names = "--kind",
                paramLabel = "scale-out|general",
                description = "scale-out: through every node at once (default); general: ordinary.")
        private @Nullable String kind;

        @Option(
                names = "--directory",
                paramLabel = "DIR",
                description = "Directory of the volume that is shared; by default its root.")
        private @Nullable String directory;

        @Option(
                names = "--encrypt",
                negatable = true,
                description = "Whether clients must encrypt.")
        private @Nullable Boolean encrypt;

        @Option(
                names = "--access-based",
                negatable = true,
                description = "Whether listings leave out what a user may not read.")
        private @Nullable Boolean accessBased;

        @Option(names = "--comment", paramLabel = "TEXT")
        private @Nullable String comment;

        @Option(
                names = "--access",
                paramLabel = "USER=RIGHT",
                split = ",",
                description =
                        "Who may do what at most: none, read, change or full; user * is everybody."
                                + " All users have full access unless this is given.")
        private @Nullable Map<String, String> access;

        private Bodies.ShareBody body(@Nullable String name, @Nullable String volume) {
            List<Bodies.Permission> permissions = null;
            if (access != null) {
                permissions = new ArrayList<>();
                for (Map.Entry<String, String> e : access.entrySet()) {
                    permissions.add(new Bodies.Permission(e.getKey(), e.getValue()));
                }
            }
            return new Bodies.ShareBody(
                    name, volume, kind, directory, encrypt, accessBased, comment, permissions);
        }
    }

    @Command(name = "list", description = "List the shares.")
    int list() throws ApiException, CliException, IOException {
        root.output().rows("shares", root.connect().get("/v1/shares"));
        return 0;
    }

    @Command(name = "create", description = "Share a volume, or a directory of it.")
    int create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--volume", paramLabel = "VOLUME", required = true) String volume,
            @Mixin ShareOptions options)
            throws ApiException, CliException, IOException {
        JsonNode answer = root.connect().call("POST", "/v1/shares", options.body(name, volume));
        root.output().done("share " + name + " was created on volume " + volume, answer, name);
        return 0;
    }

    @Command(name = "set", description = "Change a share; what is not named stays.")
    int set(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--volume", paramLabel = "VOLUME") @Nullable String volume,
            @Mixin ShareOptions options)
            throws ApiException, CliException, IOException {
        JsonNode answer =
                root.connect()
                        .call(
                                "POST",
                                "/v1/shares/" + AdminClient.encode(name),
                                options.body(null, volume));
        root.output().done("share " + name + " was changed", answer, name);
        return 0;
    }

    @Command(name = "remove", description = "End a share; its files stay where they are.")
    int remove(@Parameters(paramLabel = "NAME") String name)
            throws ApiException, CliException, IOException {
        JsonNode answer =
                root.connect().call("DELETE", "/v1/shares/" + AdminClient.encode(name), null);
        root.output().done("share " + name + " was removed; its files are untouched", answer, name);
        return 0;
    }
}
