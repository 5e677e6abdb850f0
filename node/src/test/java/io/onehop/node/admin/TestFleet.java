package io.onehop.node.admin;

import io.onehop.base.TimeSource;
import io.onehop.cluster.pki.CertificateRequest;
import io.onehop.cluster.pki.ClusterAuthority;
import io.onehop.cluster.pki.NodeIdentity;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Ports;
import io.onehop.node.TestClusters;
import io.onehop.node.admin.AdminClient.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The admin API of fs1, fs2 and fs3 over real TLS on 127.0.0.11 to 13, above a fake cluster. */
public final class TestFleet implements AutoCloseable {
    /** A clock that stands, and can be set forward. */
    public static final class Clock implements TimeSource {
        private volatile Instant now = Instant.now();

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return now;
        }

        public void forward(Duration by) {
            now = now.plus(by);
        }
    }

    public final Clock clock = new Clock();
    public final ClusterAuthority authority = ClusterAuthority.create("SOFS1", Instant.now());
    public final AdminToken token = AdminToken.create();
    public final FakeCluster cluster;
    public final Map<String, FakeInventory> inventories = new LinkedHashMap<>();
    public final Map<String, EventLog> events = new LinkedHashMap<>();
    private final Map<String, AdminServer> servers = new LinkedHashMap<>();
    private final int port;

    public TestFleet() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Ports ports = new Ports(445, 135, 7135, 53, 7445, 7446, port);
        ClusterState state = TestClusters.created("example.org");
        for (int n = 1; n <= 3; n++) {
            state = TestClusters.withNode(state, "fs" + n, ports, "127.0.0.1" + n);
        }
        cluster = new FakeCluster(TestClusters.threeVolumes(state));
        for (int n = 1; n <= 3; n++) {
            start("fs" + n, "127.0.0.1" + n);
        }
    }

    private void start(String name, String address) throws IOException {
        FakeInventory inventory = new FakeInventory(name);
        EventLog log = new EventLog(name, clock);
        cluster.onChange(log::changed);
        inventories.put(name, inventory);
        events.put(name, log);
        servers.put(
                name,
                AdminServer.start(
                        List.of(new InetSocketAddress(address, port)),
                        new AdminServer.Services(cluster.node(name), inventory, log, clock),
                        new AdminServer.Secrets(
                                new NodeTls(identity(authority, name)), authority, token)));
    }

    public static NodeIdentity identity(ClusterAuthority authority, String name)
            throws IOException {
        KeyPair keys = ClusterAuthority.newKeys();
        return new NodeIdentity(
                keys.getPrivate(),
                authority.certify(
                        CertificateRequest.make(keys, name),
                        name,
                        List.of("127.0.0.1"),
                        Instant.now()),
                authority.certificate());
    }

    public Endpoint at(int node) {
        return new Endpoint("127.0.0.1" + node, port);
    }

    /** A caller with a token, or without. */
    public AdminClient caller(@Nullable String shown) {
        return new AdminClient(
                NodeTls.clientContext(authority.certificate()), shown, 5_000, 20_000);
    }

    public FakeInventory inventory(String node) {
        return Objects.requireNonNull(inventories.get(node));
    }

    public EventLog eventsOf(String node) {
        return Objects.requireNonNull(events.get(node));
    }

    public void stop(String node) {
        Objects.requireNonNull(servers.remove(node)).close();
    }

    @Override
    public void close() {
        servers.values().forEach(AdminServer::close);
    }
}
