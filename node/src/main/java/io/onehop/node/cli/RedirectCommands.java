package io.onehop.node.cli;

import io.onehop.node.admin.ApiException;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Who is served through a node that is not the owner. */
@Command(name = "redirect", description = "See who is redirected, how much, and why.")
final class RedirectCommands {
    private final Root root;

    RedirectCommands(Root root) {
        this.root = root;
    }

    @Command(name = "list", description = "List the redirected clients at all nodes.")
    int list() throws ApiException, CliException, IOException {
        root.output().rows("redirected clients", root.connect().get("/v1/redirects"));
        return 0;
    }
}
