package io.onehop.node.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What every command understands. */
@Command(
        name = "onehop",
        description = "Scale-out SMB 3 file server.",
        synopsisHeading = "Usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        version = "onehop 0.1.0")
public final class Root {
    private final Terminal terminal;

    @Option(
            names = "--cluster",
            paramLabel = "ADDRESS[:PORT]",
            scope = ScopeType.INHERIT,
            description =
                    "A node of the cluster; else ONEHOP_CLUSTER, else the profile that cluster"
                            + " create, cluster join or demo left.")
    private @Nullable String cluster;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print an array of objects instead of a table.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Say how this command is used.")
    @SuppressWarnings("UnusedVariable") // Only there for picocli to see.
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Say which version this is.")
    @SuppressWarnings("UnusedVariable") // Only there for picocli to see.
    private boolean version;

    Root(Terminal terminal) {
        this.terminal = terminal;
    }

    public Terminal terminal() {
        return terminal;
    }

    public boolean json() {
        return json;
    }

    /** The cluster that this command is about. */
    public ClusterConnection connect() throws CliException, IOException {
        return ClusterConnection.find(cluster, terminal.environment());
    }

    Output output() {
        return new Output(terminal, json);
    }
}
