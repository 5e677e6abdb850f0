package io.onehop.node;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterNode;
import io.onehop.cluster.pki.ClusterAuthority;
import io.onehop.cluster.pki.NodeIdentity;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.raft.GroupSettings;
import io.onehop.cluster.raft.GroupSettings.Member;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Refused;
import io.onehop.cluster.state.VolumeState;
import io.onehop.node.admin.AdminServer;
import io.onehop.node.admin.AdminToken;
import io.onehop.node.admin.EventLog;
import io.onehop.node.dns.DnsResponder;
import io.onehop.node.dns.DnsServer;
import io.onehop.node.dns.DnsUpdater;
import io.onehop.node.dns.UpdateSettings;
import io.onehop.server.LocalInterfaces;
import io.onehop.server.SmbConfig;
import io.onehop.server.SmbServer;
import io.onehop.server.WorkerThreads;
import io.onehop.server.connection.NegotiateOptions;
import io.onehop.server.handler.Dispatcher;
import io.onehop.server.handler.IoctlHandler;
import io.onehop.server.handler.QueryDirectoryHandler;
import io.onehop.server.handler.QueryInfoHandler;
import io.onehop.server.handler.Security;
import io.onehop.server.handler.SetInfoHandler;
import io.onehop.server.open.BufferPool;
import io.onehop.server.open.FileIds;
import io.onehop.server.open.OpenRuntime;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.pipe.PipeServices;
import io.onehop.server.relay.PeerTls;
import io.onehop.server.relay.PeerTransport;
import io.onehop.server.relay.Router;
import io.onehop.server.rpc.NodePipes;
import io.onehop.server.rpc.RpcEndpoints;
import io.onehop.server.transport.PooledBuffers;
import io.onehop.server.transport.TransportConfig;
import io.onehop.server.volumes.VolumeHost;
import io.onehop.volume.Fence;
import io.onehop.volume.Volume;
import io.onehop.volume.VolumeException;
import io.onehop.volume.directory.DirectoryStore;
import io.onehop.volume.directory.Options;
import io.onehop.wire.crypto.NativeCrypto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: puts its parts together, in the order in which each needs the others, and takes them
 * apart in the other order.
 */
public final class NodeDaemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDaemon.class);
    private static final TimeSource TIME = TimeSource.SYSTEM;

    /**
     * Threads that may wait at the same time for the disk of one volume, whose calls block them;
     * those of another volume are not held up. As many may do what is asked over named pipes.
     */
    private static final int WORKERS = 32;

    private static final int MEMBERSHIP_SECONDS = 60;
    private static final int MEMBERSHIP_PATIENCE_SECONDS = 5;

    private final NodeConfig config;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final WorkerThreads workers = new WorkerThreads(WORKERS);
    private final Membership membership;
    private @Nullable ClusterNode member;

    private NodeDaemon(NodeConfig config, Membership membership) {
        this.config = config;
        this.membership = membership;
    }

    /**
     * Starts the node that lives in a folder; returns when it serves clients.
     *
     * @throws IOException when something it needs cannot be had; the message says what
     */
    public static NodeDaemon start(Path stateFolder) throws IOException {
        Membership.check(stateFolder);
        NodeConfig config = NodeConfig.load(stateFolder);
        NodeDaemon daemon = new NodeDaemon(config, new Membership(config.name(), stateFolder));
        try {
            daemon.assemble(stateFolder);
            return daemon;
        } catch (IOException | RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    /** This node's part of the cluster; of a daemon that started. */
    public ClusterNode member() {
        return Objects.requireNonNull(member);
    }

    /** Returns when the cluster has removed this node. */
    public void awaitRemoval() throws InterruptedException {
        membership.awaitEnd();
    }

    private void assemble(Path stateFolder) throws IOException {
        CompletableFuture<Void> crypto = CompletableFuture.runAsync(NodeDaemon::loadCrypto);
        NodeTls tls = new NodeTls(NodeIdentity.load(NodeConfig.pki(stateFolder)));
        ClusterNode cluster = joinGroup(stateFolder, tls);
        member = cluster;
        cluster.onChange(
                (old, next) -> {
                    // Not what the log tells of an earlier node of this name.
                    if (cluster.isUp(old)) {
                        membership.accept(old, next);
                    }
                });
        found(cluster);
        awaitMembership(cluster);
        Dispatcher dispatcher =
                new Dispatcher(
                        new Dispatcher.InformationHandlers(
                                new QueryDirectoryHandler(),
                                new QueryInfoHandler(),
                                new SetInfoHandler(),
                                new IoctlHandler()));
        VolumeHost volumes = volumes(cluster);
        // Sessions keep what they began to sign with.
        crypto.join();
        PeerTransport peers =
                keep(
                        PeerTransport.open(
                                new PeerTransport.Parts(
                                        cluster, volumes, dispatcher, new PeerTls(tls)),
                                new InetSocketAddress(
                                        InetAddress.ofLiteral(config.clusterAddress()),
                                        config.ports().peer()),
                                0));
        Router router =
                keep(new Router(new Router.Parts(cluster, volumes, dispatcher, peers, TIME)));
        volumes.start();
        RpcEndpoints rpc = keep(RpcEndpoints.open(cluster, TIME));
        SmbServer smb = keep(serveSmb(cluster, volumes, router));
        LocalInventory local =
                new LocalInventory(
                        new LocalInventory.Parts(
                                cluster, smb, volumes, router, rpc.witness(), TIME));
        serveDns(cluster);
        EventLog events = serveAdministrators(stateFolder, tls, cluster, local);
        router.onRedirect(
                t ->
                        events.publish(
                                "redirect",
                                t.share(),
                                t.client()
                                        + " uses share "
                                        + t.share()
                                        + " through node "
                                        + cluster.nodeName()
                                        + ", redirected to "
                                        + t.owner()));
        LOG.info("node {} serves clients at {}", config.name(), config.clientAddresses());
    }

    private static void loadCrypto() {
        try {
            NativeCrypto.load();
        } catch (GeneralSecurityException e) {
            LOG.info("signing takes longer here, by the JDK: {}", e.getMessage());
        }
    }

    private List<InetSocketAddress> listening(List<String> addresses, int port) {
        return addresses.stream()
                .map(a -> new InetSocketAddress(InetAddress.ofLiteral(a), port))
                .toList();
    }

    private void serveDns(ClusterNode cluster) throws IOException {
        keep(
                DnsServer.start(
                        listening(config.clientAddresses(), config.ports().dns()),
                        new DnsResponder(cluster::state)));
        UpdateSettings update = config.dnsUpdate();
        if (update != null) {
            DnsUpdater updater =
                    keep(
                            DnsUpdater.start(
                                    update,
                                    cluster::state,
                                    () -> Objects.equals(cluster.leader(), cluster.nodeName()),
                                    TIME));
            cluster.onChange((old, next) -> updater.changed());
        }
    }

    private EventLog serveAdministrators(
            Path stateFolder, NodeTls tls, ClusterNode cluster, LocalInventory local)
            throws IOException {
        EventLog events = new EventLog(cluster.nodeName(), TIME);
        cluster.onChange(events::changed);
        List<String> addresses = new ArrayList<>(config.clientAddresses());
        if (!addresses.contains(config.clusterAddress())) {
            addresses.add(config.clusterAddress());
        }
        keep(
                AdminServer.start(
                        listening(addresses, config.ports().admin()),
                        new AdminServer.Services(new LocalOperations(cluster), local, events, TIME),
                        new AdminServer.Secrets(
                                tls,
                                ClusterAuthority.load(NodeConfig.pki(stateFolder)),
                                AdminToken.load(NodeConfig.adminToken(stateFolder)))));
        return events;
    }

    private SmbServer serveSmb(ClusterNode cluster, VolumeHost volumes, Router router)
            throws IOException {
        List<InetSocketAddress> addresses =
                listening(config.clientAddresses(), config.ports().smb());
        AtomicReference<SmbServer> started = new AtomicReference<>();
        PipeServices pipes =
                NodePipes.of(
                        new NodePipes.Parts(
                                cluster,
                                cluster::submitEverywhere,
                                TIME,
                                started::get,
                                volumes::all,
                                workers));
        SmbServer smb =
                SmbServer.start(
                        new SmbConfig(
                                TransportConfig.on(addresses),
                                NegotiateOptions.DEFAULTS,
                                new LocalInterfaces(cluster)),
                        cluster,
                        router,
                        pipes);
        started.set(smb);
        return smb;
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    private ClusterNode joinGroup(Path stateFolder, NodeTls tls) throws IOException {
        Member self = new Member(config.name(), config.clusterAddress(), config.ports().raft());
        GroupSettings settings =
                new GroupSettings(
                        config.clusterId(),
                        self,
                        config.founding() == null ? List.of() : List.of(self),
                        NodeConfig.raft(stateFolder),
                        new GroupSettings.Tls(tls.keyManager(), tls.trustManager()));
        ClusterNode.Place place =
                new ClusterNode.Place(
                        config.name(),
                        config.clientAddresses(),
                        config.clusterAddress(),
                        config.ports());
        ClusterNode cluster = ClusterNode.start(settings, place, TIME);
        parts.push(cluster::leave);
        return cluster;
    }

    /** The founder tells its own log what the cluster begins with, once. */
    private void found(ClusterNode cluster) throws IOException {
        NodeConfig.Founding founding = config.founding();
        if (founding == null || cluster.state().exists()) {
            return;
        }
        submitOnce(
                cluster,
                new Command.CreateCluster(
                        config.clusterId(),
                        founding.fileServerName(),
                        founding.dnsDomain(),
                        founding.domainSid()));
        submitOnce(
                cluster,
                new Command.AdmitNode(
                        config.name(),
                        config.clientAddresses(),
                        config.clusterAddress(),
                        config.ports(),
                        null));
    }

    /** A refusal means that it was done before this node stopped. */
    private static void submitOnce(ClusterNode cluster, Command command) throws IOException {
        try {
            wait(cluster.submit(command), "a majority of the cluster to answer");
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof Refused)) {
                throw e;
            }
        }
    }

    /**
     * A member that was stopped goes on when its cluster does not answer, so that administrators
     * can ask it why: it serves no volume then.
     */
    private void awaitMembership(ClusterNode cluster) throws IOException {
        wait(
                cluster.await(s -> s.node(config.name()).isPresent()),
                "the cluster to know this node as " + config.name());
        try {
            cluster.await(cluster::isUp).get(MEMBERSHIP_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "no majority of the cluster answers: node {} serves no volume until one does",
                    config.name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the cluster", e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    private static <T> T wait(CompletableFuture<T> future, String what) throws IOException {
        try {
            return future.get(MEMBERSHIP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("waited " + MEMBERSHIP_SECONDS + " s in vain for " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + what, e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    private VolumeHost volumes(ClusterNode cluster) {
        OpenRuntime standard = OpenRuntime.standard(new Security());
        BufferPool buffers = new PooledBuffers();
        return keep(
                new VolumeHost(
                        cluster,
                        cluster::submit,
                        NodeDaemon::openStore,
                        (volume, store) ->
                                new ServedVolume(
                                        volume.name(),
                                        volume.epoch(),
                                        store,
                                        new FileIds(volume.number(), volume.epoch()),
                                        new OpenRuntime(
                                                new WorkerThreads(WORKERS),
                                                standard.timer(),
                                                TIME,
                                                buffers,
                                                standard.rules()))));
    }

    private static Volume openStore(VolumeState volume, Fence fence) throws VolumeException {
        return DirectoryStore.open(Path.of(volume.path()), fence, Options.labelled(volume.name()));
    }

    /** Takes the node out of service in order: clients first, then volumes, then the cluster. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                // The other parts must be closed all the same.
                LOG.error("{} did not close", part, e);
            }
        }
        workers.close();
    }
}
