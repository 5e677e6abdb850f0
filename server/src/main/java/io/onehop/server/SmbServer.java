package io.onehop.server;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.UserState;
import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.RpcPeer;
import io.onehop.server.connection.Connection;
import io.onehop.server.connection.ConnectionServices;
import io.onehop.server.connection.NegotiateHandler;
import io.onehop.server.connection.TreeIoctls;
import io.onehop.server.pipe.PipeBackend;
import io.onehop.server.pipe.PipeServices;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.SessionBackend;
import io.onehop.server.serve.TreeBackend;
import io.onehop.server.session.Negotiated;
import io.onehop.server.session.Protection;
import io.onehop.server.session.ServerIdentity;
import io.onehop.server.session.Session;
import io.onehop.server.session.SessionTable;
import io.onehop.server.session.TreeConnect;
import io.onehop.server.session.TreeConnector;
import io.onehop.server.transport.Link;
import io.onehop.server.transport.TcpListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The SMB front of one node: takes connections in and serves them until it is stopped. Thread safe.
 */
public final class SmbServer implements AutoCloseable {
    private final ClusterView cluster;
    private final ServerIdentity identity;
    private final ConnectionServices services;
    private final PipeServices pipes;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final TcpListener listener;

    private SmbServer(
            SmbConfig config,
            ClusterView cluster,
            SessionBackend.Factory backends,
            PipeServices pipes,
            TimeSource time)
            throws IOException {
        this.cluster = cluster;
        this.pipes = pipes;
        SecureRandom random = new SecureRandom();
        ServerCounters counters = new ServerCounters();
        identity =
                new ServerIdentity(
                        serverGuid(cluster),
                        cluster,
                        new SessionTable(backends, time, random),
                        counters,
                        time,
                        random);
        services =
                new ConnectionServices(
                        identity,
                        new NegotiateHandler(identity, config.negotiate()),
                        new TreeConnector(cluster, this::pipeBackend),
                        new TreeIoctls(identity, config.interfaces()));
        listener = TcpListener.open(config.transport(), counters, this::accept);
    }

    /**
     * Listens and serves.
     *
     * @param backends where the work of sessions on shares is done
     * @param pipes the RPC services behind IPC$
     * @throws IOException when an address cannot be listened on
     */
    public static SmbServer start(
            SmbConfig config,
            ClusterView cluster,
            SessionBackend.Factory backends,
            PipeServices pipes)
            throws IOException {
        SmbServer server = new SmbServer(config, cluster, backends, pipes, TimeSource.SYSTEM);
        cluster.onChange(server::changed);
        return server;
    }

    private Link.Listener accept(Link link) {
        Connection connection = new Connection(link, services, connections::remove);
        connections.add(connection);
        return connection;
    }

    private TreeBackend pipeBackend(Session session) {
        InetSocketAddress remote = session.channels().getFirst().link().remoteAddress();
        InetSocketAddress local = session.channels().getFirst().link().localAddress();
        return new PipeBackend(pipes, () -> new RpcPeer(local, remote, caller(session.identity())));
    }

    private static RpcCaller caller(Identity user) {
        return user.isAnonymous()
                ? RpcCaller.ANONYMOUS
                : new RpcCaller(
                        user.domain(),
                        user.userName(),
                        user.userSid(),
                        false,
                        user.administrator());
    }

    /** The same for a node as long as its cluster lives, and another for every node. */
    private static UUID serverGuid(ClusterView cluster) {
        String name = cluster.state().clusterId() + "/" + cluster.nodeName();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private void changed(ClusterState old, ClusterState now) {
        if (!old.users().equals(now.users())
                || !old.shares().equals(now.shares())
                || !old.settings().equals(now.settings())) {
            // The thread that applies is not to be held up.
            Thread.startVirtualThread(() -> endWhatWasTaken(old, now));
        }
    }

    /** Ends the sessions of users and the trees of shares that an administrator has taken away. */
    private void endWhatWasTaken(ClusterState old, ClusterState now) {
        for (Session session : identity.sessions().sessions()) {
            if (session.identity().isAnonymous() && !now.settings().anonymousSessions()) {
                session.revoke();
                continue;
            }
            String name = session.user().userName();
            if (!old.user(name).equals(now.user(name)) && !sameLogon(old, now, name)) {
                session.revoke();
                continue;
            }
            for (TreeConnect tree : session.trees()) {
                boolean pipe = tree.shareName().equals(TreeConnector.IPC);
                if (!pipe && now.share(tree.shareName()).isEmpty()) {
                    session.removeTree(tree);
                }
            }
        }
    }

    private static boolean sameLogon(ClusterState old, ClusterState now, String name) {
        Optional<UserState> before = old.user(name);
        Optional<UserState> after = now.user(name);
        return before.isPresent()
                && after.isPresent()
                && after.get().enabled()
                && before.get().ntHash().equals(after.get().ntHash())
                && before.get().administrator() == after.get().administrator();
    }

    /** The addresses that are listened on, with the ports that were found for port 0. */
    public List<InetSocketAddress> addresses() {
        return listener.addresses();
    }

    public ServerCounters counters() {
        return identity.counters();
    }

    /** All connections at this moment. */
    public List<ConnectionView> connections() {
        return connections.stream().map(this::view).toList();
    }

    private ConnectionView view(Connection connection) {
        Negotiated negotiated = connection.negotiated();
        int sessions = 0;
        for (Session session : identity.sessions().sessions()) {
            sessions += channelIds(session).contains(connection.connectionId()) ? 1 : 0;
        }
        return new ConnectionView(
                connection.connectionId(),
                connection.remote(),
                negotiated == null ? null : negotiated.dialect(),
                connection.since(),
                sessions);
    }

    /** All authenticated sessions at this moment. */
    public List<SessionView> sessions() {
        return identity.sessions().sessions().stream().map(this::view).toList();
    }

    private SessionView view(Session session) {
        return new SessionView(
                session.sessionId(),
                session.user().userName(),
                session.client().address(),
                session.client().name(),
                session.client().clientGuid(),
                session.client().dialect(),
                protection(session.protection()),
                cluster.nodeName(),
                session.since(),
                channelIds(session),
                session.trees().stream().map(TreeConnect::shareName).toList(),
                session.opens());
    }

    private static List<Long> channelIds(Session session) {
        return session.channels().stream().map(c -> c.link().connectionId()).toList();
    }

    private static String protection(Protection protection) {
        if (protection.encryptData()) {
            return "encrypted " + protection.cipher();
        }
        return protection.signingRequired() ? "signed " + protection.signing() : "none";
    }

    /** Ends a session and all that it has open; false when there is none of that id. */
    public boolean closeSession(long sessionId) {
        Session session = identity.sessions().session(sessionId);
        if (session == null) {
            return false;
        }
        session.revoke();
        return true;
    }

    /** Ends a connection; false when there is none of that id. */
    public boolean closeConnection(long connectionId) {
        for (Connection connection : connections) {
            if (connection.connectionId() == connectionId) {
                connection.close();
                return true;
            }
        }
        return false;
    }

    /** Takes no new connections, but serves those there are. */
    public void stopAccepting() {
        listener.stopAccepting();
    }

    /** Ends all connections and sessions. */
    @Override
    public void close() {
        listener.close();
        identity.sessions().sessions().forEach(Session::close);
    }
}
