package io.onehop.server;

import io.onehop.rpc.RpcAssociations;
import io.onehop.rpc.RpcService;
import io.onehop.rpc.SecurityProvider;
import io.onehop.rpc.srvsvc.ServerService;
import io.onehop.rpc.wkssvc.WorkstationService;
import io.onehop.server.connection.NegotiateOptions;
import io.onehop.server.pipe.PipeServices;
import io.onehop.server.transport.TransportConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/** A server on a free port of 127.0.0.1 with a {@link FakeCluster} and {@link FakeBackends}. */
public final class TestServer implements AutoCloseable {
    public final FakeCluster cluster = new FakeCluster();
    public final FakeBackends backends = new FakeBackends();
    public final SmbServer server;

    public TestServer() throws IOException {
        this(0, 30_000, 256);
    }

    public TestServer(int port, int unauthenticatedMillis, int maxUnauthenticated)
            throws IOException {
        this(port, unauthenticatedMillis, maxUnauthenticated, NegotiateOptions.DEFAULTS);
    }

    public TestServer(
            int port, int unauthenticatedMillis, int maxUnauthenticated, NegotiateOptions options)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        SmbConfig config =
                new SmbConfig(
                        new TransportConfig(
                                List.of(address),
                                1,
                                unauthenticatedMillis,
                                65_536,
                                maxUnauthenticated),
                        options,
                        new LocalInterfaces(cluster));
        server = SmbServer.start(config, cluster, backends, pipes(cluster));
    }

    private static PipeServices pipes(FakeCluster cluster) {
        RpcAssociations associations = new RpcAssociations();
        RpcService srvsvc =
                new RpcService(
                        List.of(new ServerService(new FakeInventory(cluster), new FakeControl())),
                        SecurityProvider.NONE,
                        associations,
                        "\\PIPE\\srvsvc");
        RpcService wkssvc =
                new RpcService(
                        List.of(
                                new WorkstationService(
                                        () ->
                                                new WorkstationService.Workstation(
                                                        "SOFS1", "EXAMPLE", 10, 0))),
                        SecurityProvider.NONE,
                        associations,
                        "\\PIPE\\wkssvc");
        return new PipeServices(
                Map.of("srvsvc", srvsvc, "wkssvc", wkssvc),
                Executors.newVirtualThreadPerTaskExecutor());
    }

    public InetSocketAddress address() {
        return server.addresses().getFirst();
    }

    @Override
    public void close() {
        server.close();
    }

    /** For real clients: {@code TestServer PORT [sign] [encrypt]}; runs until it is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = List.of(arguments);
        try (TestServer test = new TestServer(Integer.parseInt(words.getFirst()), 30_000, 256)) {
            test.cluster.settings(words.contains("sign"), words.contains("encrypt"));
            Thread.currentThread().join();
        }
    }
}
