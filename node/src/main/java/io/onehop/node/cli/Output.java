package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.admin.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Rows as a table for people or as JSON for scripts; warnings go to standard error. */
final class Output {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Terminal terminal;
    private final boolean json;

    Output(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    /**
     * An answer with rows.
     *
     * @param nouns what a person is told there are none of
     */
    void rows(String nouns, JsonNode answer) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        answer.path("rows").forEach(rows::add);
        show(nouns, rows);
        for (JsonNode warning : answer.path("warnings")) {
            terminal.err().println("warning: " + warning.asText());
        }
    }

    void show(String nouns, List<JsonNode> rows) throws IOException {
        PrintStream out = terminal.out();
        if (json) {
            out.println(array(rows));
        } else if (rows.isEmpty()) {
            out.println("no " + nouns);
        } else {
            table(rows).print(out);
        }
    }

    /** A sentence for people; for scripts the row of that name, or what the answer is. */
    void done(String sentence, JsonNode answer, String name) throws IOException {
        done(sentence, answer, "name", name);
    }

    /** As the other, of rows that are known by another column. */
    void done(String sentence, JsonNode answer, String column, String name) throws IOException {
        if (!json) {
            terminal.out().println(sentence);
            return;
        }
        List<JsonNode> rows = new ArrayList<>();
        if (answer.has("rows")) {
            for (JsonNode row : answer.path("rows")) {
                if (row.path(column).asText().equalsIgnoreCase(name)) {
                    rows.add(row);
                }
            }
        } else {
            rows.add(answer);
        }
        terminal.out().println(array(rows));
    }

    private static String array(List<JsonNode> rows) throws IOException {
        List<String> lines = new ArrayList<>();
        for (JsonNode row : rows) {
            lines.add("  " + Json.MAPPER.writeValueAsString(row));
        }
        return lines.isEmpty() ? "[]" : "[\n" + String.join(",\n", lines) + "\n]";
    }

    private Table table(List<JsonNode> rows) {
        List<String> columns = new ArrayList<>();
        rows.getFirst().fieldNames().forEachRemaining(columns::add);
        Table table = new Table(columns);
        for (JsonNode row : rows) {
            List<String> cells = new ArrayList<>();
            for (String column : columns) {
                cells.add(cell(column, row.path(column), terminal.zone()));
            }
            table.row(cells);
        }
        return table;
    }

    static String cell(String column, JsonNode value, ZoneId zone) {
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            for (Iterator<JsonNode> i = value.elements(); i.hasNext(); ) {
                parts.add(i.next().asText());
            }
            return parts.isEmpty() ? "-" : String.join(",", parts);
        }
        if (value.isNull() || value.isMissingNode() || value.asText().isEmpty()) {
            return "-";
        }
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        if (column.endsWith("Bytes") && value.isNumber()) {
            return Units.bytes(value.asLong());
        }
        return switch (column) {
            case "since", "time", "expires" ->
                    TIME.format(Instant.parse(value.asText()).atZone(zone));
            default -> value.asText();
        };
    }
}
