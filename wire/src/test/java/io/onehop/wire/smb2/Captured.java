package io.onehop.wire.smb2;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Messages of real clients and a real server, as hex in the test resources. */
record Captured(String direction, byte[] bytes) {
    static final List<String> COMMANDS =
            List.of(
                    "cancel",
                    "change-notify",
                    "close",
                    "create",
                    "ioctl",
                    "lock",
                    "logoff",
                    "negotiate",
                    "oplock-break",
                    "query-directory",
                    "query-info",
                    "read",
                    "session-setup",
                    "set-info",
                    "tree-connect",
                    "tree-disconnect",
                    "write");

    static List<Captured> of(String name) {
        try (InputStream in = Captured.class.getResourceAsStream("captured/" + name + ".txt")) {
            if (in == null) {
                throw new IllegalStateException("no captures of " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .map(part -> new Captured(part[0], HexFormat.of().parseHex(part[1])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isRequest() {
        return direction.equals("request");
    }
}
