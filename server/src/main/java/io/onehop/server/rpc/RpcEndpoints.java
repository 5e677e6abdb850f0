package io.onehop.server.rpc;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.Ports;
import io.onehop.rpc.RpcAssociations;
import io.onehop.rpc.RpcService;
import io.onehop.rpc.SecurityProvider;
import io.onehop.rpc.epm.EndpointEntry;
import io.onehop.rpc.epm.EndpointMapper;
import io.onehop.rpc.witness.WitnessInterface;
import io.onehop.rpc.witness.WitnessOptions;
import io.onehop.rpc.witness.WitnessRegistration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The witness of this node and the endpoint mapper that leads to it, on all addresses for clients.
 * Thread safe.
 */
public final class RpcEndpoints implements AutoCloseable {
    /**
     * Keep-alives and grace times are looked at when they end, and at least and at most so often.
     */
    private static final long MOST_MILLIS = 1_000;

    private static final long LEAST_MILLIS = 20;

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("rpc", true), NioIoHandler.newFactory());
    private final List<RpcTcpListener> listeners = new ArrayList<>();
    private final WitnessInterface witness;

    private RpcEndpoints(TimeSource time) {
        witness = new WitnessInterface(WitnessOptions.DEFAULT, time);
    }

    /**
     * Listens and begins to follow the cluster.
     *
     * @throws IOException when a port cannot be had
     */
    public static RpcEndpoints open(ClusterView cluster, TimeSource time) throws IOException {
        RpcEndpoints endpoints = new RpcEndpoints(time);
        try {
            endpoints.listen(cluster, new ClusterSecurity(cluster, time));
        } catch (IOException e) {
            endpoints.close();
            throw e;
        }
        cluster.onChange((old, next) -> endpoints.follow(cluster, old, next));
        endpoints.witness.topology(WitnessTopologies.of(cluster.state(), cluster.nodeName()));
        endpoints.group.execute(() -> endpoints.watchTime(time));
        return endpoints;
    }

    private void watchTime(TimeSource time) {
        try {
            witness.onTimer();
        } finally {
            OptionalLong next = witness.nextDeadlineNanos();
            long millis =
                    next.isPresent()
                            ? TimeUnit.NANOSECONDS.toMillis(next.getAsLong() - time.nanos()) + 1
                            : MOST_MILLIS;
            group.schedule(
                    () -> watchTime(time),
                    Math.clamp(millis, LEAST_MILLIS, MOST_MILLIS),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void listen(ClusterView cluster, SecurityProvider security) throws IOException {
        Ports ports = cluster.self().ports();
        RpcAssociations associations = new RpcAssociations();
        RpcService witnessService =
                new RpcService(
                        List.of(witness), security, associations, String.valueOf(ports.witness()));
        List<EndpointEntry> entries =
                List.of(
                        new EndpointEntry(
                                WitnessInterface.SYNTAX, null, ports.witness(), "Witness"));
        RpcService mapperService =
                new RpcService(
                        List.of(new EndpointMapper(() -> entries)),
                        SecurityProvider.NONE,
                        associations,
                        String.valueOf(ports.endpointMapper()));
        for (String address : cluster.self().clientAddresses()) {
            InetAddress host = InetAddress.ofLiteral(address);
            listeners.add(
                    RpcTcpListener.open(
                            group, witnessService, new InetSocketAddress(host, ports.witness())));
            listeners.add(
                    RpcTcpListener.open(
                            group,
                            mapperService,
                            new InetSocketAddress(host, ports.endpointMapper())));
        }
    }

    /** On the thread that applies the cluster's log: hands on. */
    private void follow(ClusterView cluster, ClusterState old, ClusterState next) {
        if (!group.isShuttingDown()
                && !(old.nodes().equals(next.nodes())
                        && old.volumes().equals(next.volumes())
                        && old.shares().equals(next.shares())
                        && old.fileServerFqdn().equals(next.fileServerFqdn()))) {
            group.execute(
                    () -> {
                        witness.topology(WitnessTopologies.of(next, cluster.nodeName()));
                        moveOff(old, next);
                    });
        }
    }

    /**
     * Clients leave a node that was just paused. Those that registered for a share follow its
     * volume; the others are told here.
     */
    private void moveOff(ClusterState old, ClusterState next) {
        Optional<NodeState> other =
                next.nodes().values().stream().filter(NodeState::inService).findFirst();
        for (NodeState node : next.nodes().values()) {
            boolean before = old.node(node.name()).filter(NodeState::paused).isPresent();
            if (!node.paused() || before || other.isEmpty()) {
                continue;
            }
            for (WitnessRegistration r : witness.registrations()) {
                if (r.names().shareName() == null
                        && node.clientAddresses().contains(r.names().ipAddress())) {
                    witness.clientMove(r.id(), other.get().name());
                }
            }
        }
    }

    /** For administrators: lists and moves registrations. */
    public WitnessInterface witness() {
        return witness;
    }

    @Override
    public void close() {
        listeners.forEach(RpcTcpListener::close);
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
