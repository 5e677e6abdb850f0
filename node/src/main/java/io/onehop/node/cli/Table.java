package io.onehop.node.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A table for people: aligned columns, a heading, no borders. Not thread safe. */
public final class Table {
    private static final String GAP = "  ";

    private static final Pattern NUMBER = Pattern.compile("[0-9]+([.][0-9]+)?( ?[kMGTPE]?B)?");

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param columns names in lowerCamel, as the JSON has them
     */
    public Table(List<String> columns) {
        this.headings = columns.stream().map(Table::heading).toList();
    }

    /** For example {@code movingTo} becomes {@code MOVING TO}. */
    private static String heading(String column) {
        return column.replaceAll("([a-z])([A-Z])", "$1 $2").toUpperCase(Locale.ROOT);
    }

    public Table row(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(
                    cells.size() + " cells for " + headings.size() + " columns");
        }
        // What a peer named must not steer the terminal.
        rows.add(cells.stream().map(c -> c.replaceAll("\\p{Cntrl}", "?")).toList());
        return this;
    }

    public void print(PrintStream out) {
        int[] widths = new int[headings.size()];
        boolean[] numbers = new boolean[headings.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = headings.get(c).length();
            boolean some = false;
            boolean others = false;
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], row.get(c).length());
                boolean number = NUMBER.matcher(row.get(c)).matches();
                some |= number;
                others |= !number && !row.get(c).equals("-");
            }
            numbers[c] = some && !others;
        }
        print(out, headings, widths, numbers);
        for (List<String> row : rows) {
            print(out, row, widths, numbers);
        }
    }

    private static void print(
            PrintStream out, List<String> cells, int[] widths, boolean[] numbers) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String pad = " ".repeat(widths[c] - cells.get(c).length());
            line.append(c == 0 ? "" : GAP);
            line.append(numbers[c] ? pad + cells.get(c) : cells.get(c) + pad);
        }
        out.println(line.toString().stripTrailing());
    }
}
