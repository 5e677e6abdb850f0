package io.onehop.node.demo;

import io.onehop.node.cli.ProgressBar;
import io.onehop.node.cli.Table;
import io.onehop.node.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The story on the screen: lines for everybody, progress bars where a person looks. */
public final class Screen {
    private static final String INDENT = "       ";

    private final PrintStream out;
    private final boolean interactive;

    Screen(Terminal terminal) {
        this.out = terminal.out();
        this.interactive = terminal.interactive();
    }

    /** A line at the margin. */
    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** A line that belongs to a step. */
    public void detail(String text) {
        line(INDENT + text);
    }

    /** A table that belongs to a step. */
    public void table(Table table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, false, StandardCharsets.UTF_8));
        bytes.toString(StandardCharsets.UTF_8).lines().forEach(this::detail);
    }

    public ProgressBar bar(String label, long total) {
        return new ProgressBar(out, interactive, INDENT + label, total, ProgressBar.Unit.BYTES);
    }
}
