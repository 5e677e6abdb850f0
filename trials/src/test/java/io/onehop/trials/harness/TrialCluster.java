package io.onehop.trials.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of real node processes on addresses of the loopback network, made by the same commands
 * that an operator uses. Ports are the standard ones, so it needs root.
 */
public final class TrialCluster implements AutoCloseable {
    public static final String NAME = "SOFS1";
    public static final String USER = "tester";
    public static final String PASSWORD = "Passw0rd!";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Path onehop;
    private final Map<String, String> environment;
    private final List<TrialNode> nodes = new ArrayList<>();
    private boolean keep;

    private TrialCluster(Path folder) {
        this.folder = folder;
        this.onehop = top().resolve("onehop");
        this.environment = Map.of("ONEHOP_PROFILE", folder.resolve("profile.json").toString());
    }

    /** The folder of the sources. */
    public static Path top() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.exists(here.resolve("onehop"))) {
            here = here.getParent();
        }
        return Objects.requireNonNull(here, "not run inside the repository");
    }

    /**
     * Nodes fs1 to fsN with as many volumes: Volume1 with the shares CSV1-Share (scale-out) and G1
     * (general), and so on; each node owns one volume when this returns.
     */
    public static TrialCluster start(int count) {
        return start(count, 1);
    }

    /** As the other; each node has an address in so many networks. */
    public static TrialCluster start(int count, int networks) {
        Clients.needRoot();
        try {
            TrialCluster cluster = new TrialCluster(Files.createTempDirectory("onehop-trial-"));
            try {
                cluster.begin(count, freeNetworks(networks));
                return cluster;
            } catch (RuntimeException | AssertionError e) {
                cluster.failed();
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(int count, List<String> networks) throws IOException {
        for (int i = 1; i <= count; i++) {
            String host = Integer.toString(10 + i);
            List<String> addresses = networks.stream().map(n -> n + host).toList();
            nodes.add(new TrialNode("fs" + i, addresses, folder, onehop, environment));
        }
        TrialNode first = nodes.getFirst();
        onehop(
                "cluster",
                "create",
                NAME,
                "--node-name",
                first.name(),
                "--address",
                String.join(",", first.addresses()),
                "--state-dir",
                first.state().toString());
        first.start();
        awaitUp(first);
        for (TrialNode node : nodes.subList(1, count)) {
            String ticket = onehop("cluster", "token").strip();
            onehop(
                    "cluster",
                    "join",
                    ticket,
                    "--node-name",
                    node.name(),
                    "--address",
                    String.join(",", node.addresses()),
                    "--state-dir",
                    node.state().toString());
            node.start();
        }
        nodes.forEach(this::awaitUp);
        onehopReading(PASSWORD + "\n", "user", "add", USER, "--password-stdin", "--administrator");
        for (int i = 1; i <= count; i++) {
            Path path = Files.createDirectories(folder.resolve("volumes").resolve("v" + i));
            onehop("volume", "create", "Volume" + i, "--path", path.toString());
            onehop("share", "create", "CSV" + i + "-Share", "--volume", "Volume" + i);
            onehop(
                    "share",
                    "create",
                    "G" + i,
                    "--volume",
                    "Volume" + i,
                    "--kind",
                    "general",
                    "--directory",
                    "general");
            Files.createDirectories(path.resolve("general"));
        }
        awaitOwners(count);
    }

    /** Addresses that nobody serves SMB on: several trials may run on one machine. */
    private static List<String> freeNetworks(int count) {
        Random random = new Random();
        List<String> free = new ArrayList<>();
        for (int attempt = 0; attempt < 100 && free.size() < count; attempt++) {
            String network = "127." + random.nextInt(20, 250) + "." + random.nextInt(250) + ".";
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(network + "11", 445), 500);
            } catch (IOException e) {
                free.add(network); // nobody answers there
            }
        }
        if (free.size() < count) {
            throw new AssertionError("no free addresses on the loopback network");
        }
        return free;
    }

    public TrialNode node(String name) {
        return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    }

    public List<TrialNode> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    public Path folder() {
        return folder;
    }

    /** Where a volume's files lie on the host. */
    public Path volumePath(int number) {
        return folder.resolve("volumes").resolve("v" + number);
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** Runs the command line, which must do what it is told; its output. */
    public String onehop(String... arguments) {
        return tool(arguments).run(PATIENCE).expectOk();
    }

    public String onehopReading(String input, String... arguments) {
        return tool(arguments).reading(input).run(PATIENCE).expectOk();
    }

    /** The command line, not run yet. */
    public Tool tool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(onehop.toString());
        command.addAll(List.of(arguments));
        Tool tool = Tool.of(command).apart();
        for (Map.Entry<String, String> e : environment.entrySet()) {
            tool = tool.with(e.getKey(), e.getValue());
        }
        return tool;
    }

    /** The rows of a list command; empty while no node answers. */
    public List<JsonNode> list(String what, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--json", what));
        arguments.addAll(List.of(more));
        Tool.Result result = tool(arguments.toArray(String[]::new)).run(PATIENCE);
        List<JsonNode> rows = new ArrayList<>();
        if (result.ok()) {
            try {
                JSON.readTree(result.output()).forEach(rows::add);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + result, e);
            }
        }
        return rows;
    }

    /** Volume name to owner's name; volumes without an owner are left out. */
    public Map<String, String> owners() {
        Map<String, String> owners = new HashMap<>();
        for (JsonNode row : list("volume", "list")) {
            if (row.path("owner").isTextual()) {
                owners.put(row.path("name").asText(), row.path("owner").asText());
            }
        }
        return owners;
    }

    public TrialNode owner(String volume) {
        String owner = owners().get(volume);
        return node(Objects.requireNonNull(owner, volume + " has no owner"));
    }

    /** A node that is up and does not own the volume. */
    public TrialNode other(String volume) {
        TrialNode owner = owner(volume);
        return nodes.stream()
                .filter(n -> n != owner && n.alive() && !n.stopped())
                .findFirst()
                .orElseThrow();
    }

    /** Waits until every volume has an owner and they are spread over so many nodes. */
    public void awaitOwners(int spread) {
        Await.until(
                "every volume with an owner, on " + spread + " nodes",
                PATIENCE,
                () -> {
                    Map<String, String> owners = owners();
                    return owners.size() == volumes()
                            && owners.values().stream().distinct().count() >= spread;
                },
                this::owners);
    }

    private int volumes() {
        try (Stream<Path> all = Files.list(folder.resolve("volumes"))) {
            return (int) all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a node is a member that is up and serves SMB. */
    public void awaitUp(TrialNode node) {
        Await.until(
                node.name() + " to be up",
                PATIENCE,
                () -> {
                    if (!node.alive()) {
                        throw new AssertionError(node.name() + " ended:\n" + node.tail());
                    }
                    return answers(node, 445) && "up".equals(stateOf(node.name()));
                },
                node::tail);
    }

    /** What the cluster says of a node: up, paused, down; null when nobody says. */
    public @Nullable String stateOf(String name) {
        return list("node", "list").stream()
                .filter(r -> r.path("name").asText().equals(name))
                .map(r -> r.path("state").asText())
                .findFirst()
                .orElse(null);
    }

    public static boolean answers(TrialNode node, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.address(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Keeps logs and files after the end, for people to look at. */
    public void failed() {
        keep = true;
    }

    @Override
    public void close() {
        nodes.forEach(
                n -> {
                    if (n.alive() && n.stopped()) {
                        n.resume();
                    }
                });
        nodes.parallelStream().forEach(TrialNode::terminate);
        try {
            if (keep) {
                Path kept = top().resolve("target").resolve("check").resolve(folder.getFileName());
                Files.createDirectories(kept);
                for (TrialNode node : nodes) {
                    Files.writeString(kept.resolve(node.name() + ".log"), node.logText());
                }
            }
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Collections.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
