package io.onehop.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Help, and what Windows' administrators know under other names. */
@Command(
        name = "help",
        description = "Say how a command is used; help cmdlets maps Windows' cmdlets to commands.")
final class HelpCommand implements Callable<Integer> {
    private static final List<List<String>> CMDLETS =
            List.of(
                    List.of("Get-SmbWitnessClient", "onehop witness list"),
                    List.of(
                            "Move-SmbWitnessClient -ClientName C -DestinationNode N",
                            "onehop witness move C --to N [--share S]"),
                    List.of("Get-SmbConnection", "onehop client status; all: onehop session list"),
                    List.of(
                            "Get-SmbMultichannelConnection",
                            "onehop client status; all: onehop session list (channels)"),
                    List.of("Get-SmbMultichannelConstraint", "onehop constraint list"),
                    List.of(
                            "New-SmbMultichannelConstraint -ServerName S -InterfaceAlias I",
                            "onehop constraint add --clients NETWORK --interfaces I"),
                    List.of("Remove-SmbMultichannelConstraint", "onehop constraint remove NETWORK"),
                    List.of(
                            "Move-ClusterSharedVolume -Name V -Node N",
                            "onehop volume move V --to N"),
                    List.of(
                            "Get-ClusterSharedVolumeState",
                            "onehop volume list; redirected: onehop redirect list"),
                    List.of("Suspend-ClusterNode -Name N -Drain", "onehop node pause N"),
                    List.of("Resume-ClusterNode -Name N", "onehop node resume N"),
                    List.of("Get-SmbSession", "onehop session list"),
                    List.of("Close-SmbSession -SessionId ID", "onehop session close ID"),
                    List.of("Get-SmbOpenFile", "onehop open list"),
                    List.of("Close-SmbOpenFile -FileId ID", "onehop open close ID"),
                    List.of("Get-ClusterNode", "onehop node list"),
                    List.of("Get-SmbShare", "onehop share list"),
                    List.of(
                            "New-SmbShare -Name S -Path P",
                            "onehop share create S --volume V [--directory D]"),
                    List.of(
                            "Set-SmbShare -Name S -EncryptData $true",
                            "onehop share set S --encrypt"),
                    List.of("Remove-SmbShare -Name S", "onehop share remove S"));

    private final Root root;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..*", paramLabel = "COMMAND")
    private List<String> words = new ArrayList<>();

    HelpCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() throws CliException {
        if (words.equals(List.of("cmdlets"))) {
            Table table = new Table(List.of("cmdlet", "command"));
            CMDLETS.forEach(table::row);
            table.print(root.terminal().out());
            return 0;
        }
        CommandLine line = spec.root().commandLine();
        for (String word : words) {
            line = line.getSubcommands().get(word);
            if (line == null) {
                throw new CliException(
                        "there is no command " + String.join(" ", words) + ": see onehop help");
            }
        }
        line.usage(root.terminal().out());
        return 0;
    }
}
