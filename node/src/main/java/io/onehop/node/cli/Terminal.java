package io.onehop.node.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;

/**
 * What a command talks to.
 *
 * @param interactive whether a person sees {@code err}: progress is shown there, and passwords may
 *     be asked for
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        boolean interactive,
        ZoneId zone) {
    private static final int MAX_LINE_CHARS = 4096;

    /** The one that this process was started from. */
    @SuppressWarnings("SystemConsoleNull") // It is null without a terminal, depending on the JDK.
    public static Terminal ofProcess() {
        Console console = System.console();
        return new Terminal(
                System.in,
                System.out,
                System.err,
                System.getenv(),
                console != null && console.isTerminal(),
                ZoneId.systemDefault());
    }

    /** One line of standard input, for secrets that scripts pass. */
    String line() throws CliException, IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String line = reader.readLine();
        if (line == null || line.isEmpty() || line.length() > MAX_LINE_CHARS) {
            throw new CliException("standard input holds no line to read");
        }
        return line;
    }

    /** A new password: from standard input when told so, else asked for twice. */
    @SuppressWarnings("SystemConsoleNull") // It is null without a terminal, depending on the JDK.
    String newPassword(boolean fromStdin, String user) throws CliException, IOException {
        if (fromStdin) {
            return line();
        }
        Console console = System.console();
        if (!interactive || console == null) {
            throw new CliException(
                    "there is no terminal to ask for a password: pass it with --password-stdin");
        }
        String first = ask(console, "Password for " + user + ": ");
        if (!first.equals(ask(console, "Again: "))) {
            throw new CliException("the two passwords differ: try again");
        }
        return first;
    }

    private static String ask(Console console, String prompt) throws CliException {
        char[] typed = console.readPassword("%s", prompt);
        if (typed == null || typed.length == 0) {
            throw new CliException("no password was given");
        }
        return new String(typed);
    }
}
