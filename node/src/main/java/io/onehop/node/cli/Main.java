package io.onehop.node.cli;

import io.onehop.node.admin.ApiException;
import io.onehop.node.demo.DemoCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The command {@code onehop}. */
public final class Main {
    private static final int NOT_DONE = 1;

    /** The groups of commands, in the order of the help; made only when they are needed. */
    private static final Map<String, Function<Root, Object>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("cluster", ClusterCommands::new);
        GROUPS.put("node", NodeCommands::new);
        GROUPS.put("volume", VolumeCommands::new);
        GROUPS.put("share", ShareCommands::new);
        GROUPS.put("user", UserCommands::new);
        GROUPS.put("constraint", ConstraintCommands::new);
        GROUPS.put("witness", WitnessCommands::new);
        GROUPS.put("session", SessionCommands::new);
        GROUPS.put("open", OpenCommands::new);
        GROUPS.put("redirect", RedirectCommands::new);
        GROUPS.put("events", EventsCommand::new);
        GROUPS.put("settings", SettingsCommand::new);
        GROUPS.put("client", ClientCommands::new);
        GROUPS.put("demo", DemoCommand::new);
        GROUPS.put("help", HelpCommand::new);
    }

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(Terminal.ofProcess(), args));
    }

    /** The exit status: 0 done, 1 not done, 2 wrong command line. */
    public static int run(Terminal terminal, String... args) {
        CommandLine line = commandLine(terminal, args);
        line.setExecutionExceptionHandler(
                (problem, command, parsed) -> failed(terminal, command, problem));
        line.setParameterExceptionHandler((problem, given) -> misused(terminal, problem));
        line.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()));
        line.setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()));
        if (args.length == 0) {
            line.usage(terminal.err());
            return ExitCode.USAGE;
        }
        return line.execute(args);
    }

    static CommandLine commandLine(Terminal terminal, String... args) {
        Root root = new Root(terminal);
        CommandLine line = new CommandLine(root);
        String group = groupOf(args);
        GROUPS.forEach(
                (name, maker) -> {
                    if (group == null || group.equals("help") || group.equals(name)) {
                        line.addSubcommand(name, maker.apply(root));
                    }
                });
        line.setUsageHelpWidth(100);
        line.setAbbreviatedOptionsAllowed(false);
        return line;
    }

    /** The group that the command line names; null when it names none that there is. */
    private static @Nullable String groupOf(String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--cluster")) {
                i++;
            } else if (!args[i].startsWith("-")) {
                return GROUPS.containsKey(args[i]) ? args[i] : null;
            }
        }
        return null;
    }

    private static int misused(Terminal terminal, ParameterException problem) {
        String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        terminal.err().println(command + ": " + problem.getMessage());
        terminal.err().println("Try " + command + " --help");
        return ExitCode.USAGE;
    }

    private static int failed(Terminal terminal, CommandLine command, Exception problem)
            throws Exception {
        String name = command.getCommandSpec().qualifiedName();
        switch (problem) {
            case CliException e -> terminal.err().println(name + ": " + e.getMessage());
            case ApiException e -> terminal.err().println(name + ": " + e.getMessage());
            case IOException e -> terminal.err().println(name + ": " + sentence(e));
            case InterruptedException e -> terminal.err().println(name + ": interrupted");
            default -> throw problem;
        }
        return NOT_DONE;
    }

    /** Messages of the file system are only the file's name. */
    private static String sentence(IOException e) {
        return e instanceof FileSystemException
                ? "cannot use " + e.getMessage() + " (" + e.getClass().getSimpleName() + ")"
                : String.valueOf(e.getMessage());
    }
}
