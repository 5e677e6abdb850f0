package io.onehop.trials.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.base.TimeSource;
import io.onehop.cluster.pki.JoinTicket;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.pki.Pem;
import io.onehop.cluster.state.Ports;
import io.onehop.node.NodeConfig;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.AdminClient.Endpoint;
import io.onehop.node.admin.ApiException;
import io.onehop.node.admin.Bodies;
import io.onehop.node.admin.NodeSetup;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Node processes that make one cluster, on addresses of this machine's loopback. */
final class BenchCluster implements AutoCloseable {
    static final String SERVER = "SOFS1";
    static final String USER = "bench";
    static final String PASSWORD = "Passw0rd!";
    static final Ports PORTS = Ports.fromBase(24450);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int CALL_MILLIS = 90_000;

    /** One node: its process is another after a restart. */
    static final class Node {
        final String name;
        final String address;
        final Path state;
        private @Nullable Process process;

        Node(String name, String address, Path state) {
            this.name = name;
            this.address = address;
            this.state = state;
        }

        long pid() {
            return running().pid();
        }

        InetSocketAddress smb() {
            return new InetSocketAddress(InetAddress.ofLiteral(address), PORTS.smb());
        }

        Endpoint admin() {
            return new Endpoint(address, PORTS.admin());
        }

        private Process running() {
            Process known = process;
            if (known == null) {
                throw new IllegalStateException(name + " was not started");
            }
            return known;
        }
    }

    private final Path home;
    private final Path folder;
    private final List<Node> nodes = new ArrayList<>();
    private final AdminClient admin;

    private BenchCluster(Path home, Path folder, AdminClient admin) {
        this.home = home;
        this.folder = folder;
        this.admin = admin;
    }

    /**
     * Starts a cluster with a user, and a volume and a share of it for each node.
     *
     * @param home the folder of the launcher
     * @param addresses of the nodes
     */
    static BenchCluster start(Path home, Path folder, List<String> addresses)
            throws IOException, ApiException, InterruptedException {
        NodeSetup.Access access =
                NodeSetup.found(
                        folder.resolve("fs1"),
                        SERVER,
                        "",
                        place("fs1", addresses.getFirst()),
                        TimeSource.SYSTEM);
        AdminClient admin =
                new AdminClient(
                        NodeTls.clientContext(Pem.certificate(access.authorityPem())),
                        access.token(),
                        CALL_MILLIS,
                        CALL_MILLIS);
        BenchCluster cluster = new BenchCluster(home, folder, admin);
        boolean done = false;
        try {
            cluster.populate(addresses);
            done = true;
            return cluster;
        } finally {
            if (!done) {
                cluster.close();
            }
        }
    }

    private void populate(List<String> addresses)
            throws IOException, ApiException, InterruptedException {
        for (int i = 0; i < addresses.size(); i++) {
            String name = "fs" + (i + 1);
            Node node = new Node(name, addresses.get(i), folder.resolve(name));
            if (i > 0) {
                String ticket = call("POST", "/v1/tokens", null).path("ticket").asText();
                NodeSetup.join(node.state, JoinTicket.parse(ticket), place(name, node.address));
            }
            nodes.add(node);
            launch(node);
            awaitAdmin(node);
        }
        call("POST", "/v1/users", new Bodies.UserBody(USER, PASSWORD, true, null));
        for (int i = 1; i <= addresses.size(); i++) {
            Path path = Files.createDirectories(folder(i));
            call(
                    "POST",
                    "/v1/volumes",
                    new Bodies.NewVolume(volume(i), path.toString(), false, null, null));
            call(
                    "POST",
                    "/v1/shares",
                    new Bodies.ShareBody(share(i), volume(i), null, null, null, null, null, null));
        }
        for (int i = 1; i <= addresses.size(); i++) {
            owner(volume(i));
        }
    }

    static String volume(int number) {
        return "Volume" + number;
    }

    static String share(int number) {
        return "CSV" + number + "-Share";
    }

    private static NodeSetup.Place place(String name, String address) {
        return new NodeSetup.Place(name, List.of(address), address, PORTS, null);
    }

    List<Node> nodes() {
        return nodes;
    }

    /** Starts a node's process, which was not started or has ended. */
    void launch(Node node) throws IOException {
        if (!NodeConfig.exists(node.state)) {
            throw new IllegalStateException("no node in " + node.state);
        }
        Path log = folder.resolve(node.name + ".log");
        node.process =
                new ProcessBuilder(
                                home.resolve("bin/java-onehop").toString(),
                                System.getProperty("java.home"),
                                home.resolve("node/target/dist").toString(),
                                "node",
                                "run",
                                "--state-dir",
                                node.state.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
    }

    /** Ends a node's process: in order, or as a power cut would. */
    void stop(Node node, boolean atOnce) throws InterruptedException {
        Process process = node.running();
        if (atOnce) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
        process.waitFor();
    }

    void awaitAdmin(Node node) throws IOException, ApiException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                admin.call(node.admin(), "GET", "/v1/cluster", null);
                return;
            } catch (ConnectException e) {
                if (!node.running().isAlive() || System.nanoTime() - deadline > 0) {
                    throw new IOException(node.name + " did not start; see its log", e);
                }
                Thread.sleep(50);
            }
        }
    }

    private JsonNode call(String method, String path, @Nullable Object body)
            throws IOException, ApiException {
        return admin.call(nodes.getFirst().admin(), method, path, body);
    }

    /** The node that owns a volume; waits until there is one. */
    Node owner(String volume) throws IOException, ApiException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() - deadline < 0) {
            for (JsonNode row : call("GET", "/v1/volumes", null).path("rows")) {
                if (row.path("name").asText().equals(volume)) {
                    for (Node node : nodes) {
                        if (node.name.equals(row.path("owner").asText())) {
                            return node;
                        }
                    }
                }
            }
            Thread.sleep(50);
        }
        throw new IOException("nobody owns " + volume);
    }

    /** Gives a volume to a node, if it is not there; returns when that is done. */
    void move(String volume, Node to) throws IOException, ApiException, InterruptedException {
        if (owner(volume) == to) {
            return;
        }
        call("POST", "/v1/volumes/" + volume + "/move", new Bodies.Move(to.name));
    }

    /** Volumes stay where they are put. */
    void stopBalancing() throws IOException, ApiException {
        set("balancer", "off");
    }

    void set(String setting, String value) throws IOException, ApiException {
        call("POST", "/v1/settings/" + setting, new Bodies.Setting(value));
    }

    /** Where a volume's files lie. */
    Path folder(int number) {
        return folder.resolve("v" + number);
    }

    @Override
    public void close() throws InterruptedException {
        for (Node node : nodes) {
            if (node.process != null) {
                node.process.destroyForcibly().waitFor();
            }
        }
    }
}
