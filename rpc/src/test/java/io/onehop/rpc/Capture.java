package io.onehop.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Packets of a real client and a real server, cut from a capture. */
public final class Capture {
    /** One packet. */
    public record Packet(boolean fromClient, int stream, byte[] bytes) {}

    public static final List<String> NAMES =
            List.of(
                    "witness-registerex-client-move",
                    "witness-rpcclient-interface-list",
                    "smbclient-list-shares");

    private Capture() {}

    public static List<Packet> packets(String name) {
        List<Packet> packets = new ArrayList<>();
        for (String line : text(name + ".txt").split("\n", -1)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split(" ", -1);
            packets.add(
                    new Packet(
                            fields[0].equals("c"),
                            Integer.parseInt(fields[1]),
                            HexFormat.of().parseHex(fields[2])));
        }
        return packets;
    }

    public static List<Packet> packets(String name, int stream) {
        return packets(name).stream().filter(p -> p.stream == stream).toList();
    }

    private static String text(String resource) {
        try (InputStream in = Capture.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
