package io.onehop.cluster.raft;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/** This node's member of the configuration group. Thread safe. */
public final class ConfigGroup implements AutoCloseable {
    /** The most nodes that vote; further ones listen. */
    private static final int MAX_VOTERS = 5;

    /** Longer than any request is tried. */
    private static final int RETIRE_SECONDS = 30;

    private final RaftGroupId groupId;
    private final RaftPeerId selfId;
    private final ConfigStateMachine machine;
    private final GroupListener listener;
    private final RaftServer server;
    private final RaftProperties properties;
    private final Parameters parameters;
    private final ClientId leaderClientId = ClientId.randomId();
    private final ExecutorService submitters =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("submit-", 0).factory());
    private final AtomicLong nextCallId = new AtomicLong();
    private final Object clientLock = new Object();
    private @Nullable RaftClient client;
    private List<RaftPeer> clientPeers = List.of();

    private ConfigGroup(
            RaftGroupId groupId,
            ConfigStateMachine machine,
            GroupListener listener,
            RaftServer server,
            RaftProperties properties,
            Parameters parameters) {
        this.groupId = groupId;
        this.selfId = server.getId();
        this.machine = machine;
        this.listener = listener;
        this.server = server;
        this.properties = properties;
        this.parameters = parameters;
    }

    /**
     * Starts the member; returns before there is a leader.
     *
     * @throws IOException when the folder or the port cannot be used
     */
    public static ConfigGroup start(GroupSettings settings, GroupListener listener)
            throws IOException {
        Files.createDirectories(settings.folder());
        RaftGroupId groupId = RaftGroupId.valueOf(settings.clusterId());
        List<RaftPeer> peers = settings.members().stream().map(ConfigGroup::peer).toList();
        Parameters parameters = new Parameters();
        GroupSettings.Tls tls = settings.tls();
        if (tls != null) {
            GrpcTlsConfig config = new GrpcTlsConfig(tls.key(), tls.trust(), true);
            GrpcConfigKeys.TLS.setConf(parameters, config);
        }
        RaftProperties properties = GroupProperties.of(settings);
        ConfigStateMachine machine = new ConfigStateMachine(listener);
        RaftServer server =
                RaftServer.newBuilder()
                        .setServerId(RaftPeerId.valueOf(settings.self().name()))
                        .setGroup(RaftGroup.valueOf(groupId, peers))
                        .setStateMachine(machine)
                        .setProperties(properties)
                        .setParameters(parameters)
                        .setOption(RaftStorage.StartupOption.RECOVER)
                        .build();
        ConfigGroup group =
                new ConfigGroup(groupId, machine, listener, server, properties, parameters);
        server.start();
        return group;
    }

    private static RaftPeer peer(GroupSettings.Member member) {
        String address = member.address();
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        return RaftPeer.newBuilder()
                .setId(member.name())
                .setAddress(host + ":" + member.port())
                .build();
    }

    /** The state that this node has applied. */
    public ClusterState state() {
        return machine.state();
    }

    /** The name of the leader that this node knows, or null. */
    public @Nullable String leader() {
        RaftPeerId leader = info().getLeaderId();
        return leader == null ? null : leader.toString();
    }

    /** The term in which this node leads and has applied what came before, or -1. */
    public long leadsInTerm() {
        DivisionInfo info = info();
        long term = info.getCurrentTerm();
        boolean leads = info.isLeader() && info.isLeaderReady();
        // Between the two reads another term may have begun.
        return leads && info.getCurrentTerm() == term ? term : -1;
    }

    private DivisionInfo info() {
        try {
            return server.getDivision(groupId).getInfo();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the configuration group is gone from its own server", e);
        }
    }

    /**
     * Asks the cluster to agree on a command. Completes when it is committed and applied at the
     * leader, or with Refused, or with an IOException when no majority answered in time: the
     * command may or may not take effect then.
     */
    public CompletableFuture<Answer> submit(Command command) {
        // Not the client's own queue: one request that is given up would end all that follow it.
        return CompletableFuture.supplyAsync(() -> send(command), submitters)
                .thenApply(ConfigGroup::answer);
    }

    private RaftClientReply send(Command command) {
        try {
            return client().io().send(message(command));
        } catch (IOException e) {
            throw new CompletionException(
                    new IOException(
                            "no majority of the cluster answered: the change may take effect later"
                                    + " or not at all; see onehop node list",
                            e));
        }
    }

    /**
     * As {@link #submit}, but only if this node leads when the command is appended, and never tried
     * again elsewhere: what a leader concludes from what it heard must not take effect under
     * another one.
     */
    public CompletableFuture<Answer> submitAsLeader(Command command) {
        RaftClientRequest request =
                RaftClientRequest.newBuilder()
                        .setClientId(leaderClientId)
                        .setServerId(selfId)
                        .setGroupId(groupId)
                        .setCallId(nextCallId.incrementAndGet())
                        .setMessage(message(command))
                        .setType(RaftClientRequest.writeRequestType())
                        .build();
        return submitHere(request).thenApply(ConfigGroup::answer);
    }

    /**
     * Tells the leader that this node is alive, once. The answer counts from the moment of this
     * call.
     *
     * @return fails when there is no leader or it cannot be reached
     */
    public CompletableFuture<Answer> heartbeat(Heartbeat heartbeat) {
        RaftPeerId leader = info().getLeaderId();
        if (leader == null) {
            return CompletableFuture.failedFuture(new IOException("the cluster has no leader"));
        }
        if (leader.equals(selfId)) {
            return listener.heard(heartbeat);
        }
        return ask(leader, heartbeat);
    }

    /**
     * Has another node apply at least this version; completes when it has.
     *
     * @return fails when it cannot be reached
     */
    public CompletableFuture<?> catchUp(String node, long version) {
        return ask(RaftPeerId.valueOf(node), new CatchUp(version));
    }

    /** Not through the client's retries: what is late is better sent anew, from a new moment. */
    private CompletableFuture<Answer> ask(RaftPeerId peer, Question question) {
        RaftClient way = client();
        RaftClientRequest request =
                RaftClientRequest.newBuilder()
                        .setClientId(way.getId())
                        .setServerId(peer)
                        .setGroupId(groupId)
                        .setCallId(CallId.getAndIncrement())
                        .setMessage(message(question))
                        .setType(RaftClientRequest.staleReadRequestType(0))
                        .build();
        return way.getClientRpc()
                .sendRequestAsyncUnordered(request)
                .whenComplete(
                        (reply, problem) -> {
                            if (problem != null) {
                                way.getClientRpc().handleException(peer, problem, true);
                            }
                        })
                .thenApply(ConfigGroup::answer);
    }

    /**
     * Has a majority confirm, after this call, that this node leads, as a linearizable read does.
     * Nothing is written to the log. Not on a thread of Ratis, which waits in it for another one of
     * its threads.
     *
     * @return fails when no majority answers. A node that does not lead asks the leader instead:
     *     the caller compares {@link #leadsInTerm} of before and after
     */
    public CompletableFuture<?> confirm() {
        RaftClientRequest request =
                RaftClientRequest.newBuilder()
                        .setClientId(leaderClientId)
                        .setServerId(selfId)
                        .setGroupId(groupId)
                        .setCallId(nextCallId.incrementAndGet())
                        .setMessage(Message.EMPTY)
                        .setType(RaftClientRequest.readRequestType())
                        .build();
        return submitHere(request)
                .thenAccept(
                        reply -> {
                            if (!reply.isSuccess()) {
                                throw new CompletionException(reply.getException());
                            }
                        });
    }

    private CompletableFuture<RaftClientReply> submitHere(RaftClientRequest request) {
        try {
            return server.submitClientRequestAsync(request);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Makes exactly these nodes the group's members, the first five as voters. Call it at the
     * leader; blocks until done.
     *
     * @throws IOException when it could not be done
     */
    public void setMembers(List<GroupSettings.Member> members) throws IOException {
        List<RaftPeer> peers = members.stream().map(ConfigGroup::peer).toList();
        int voters = Math.min(MAX_VOTERS, peers.size());
        RaftClientReply reply =
                client().admin()
                        .setConfiguration(
                                peers.subList(0, voters), peers.subList(voters, peers.size()));
        if (!reply.isSuccess()) {
            throw new IOException("the members could not be changed", reply.getException());
        }
    }

    /** The names of the members as this node knows them. */
    public List<String> members() {
        return peers().stream().map(p -> p.getId().toString()).toList();
    }

    private List<RaftPeer> peers() {
        try {
            return List.copyOf(server.getDivision(groupId).getGroup().getPeers());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the configuration group is gone from its own server", e);
        }
    }

    /**
     * Hands leadership over so that this node can stop without an election; best effort within two
     * seconds.
     */
    public void stepDown() throws IOException {
        for (RaftPeer peer : peers()) {
            if (!peer.getId().equals(selfId) && info().isLeader()) {
                client().admin().transferLeadership(peer.getId(), 2_000);
                return;
            }
        }
    }

    private RaftClient client() {
        List<RaftPeer> peers = peers();
        synchronized (clientLock) {
            if (client == null || !peers.equals(clientPeers)) {
                retire(client);
                client =
                        RaftClient.newBuilder()
                                .setRaftGroup(RaftGroup.valueOf(groupId, withSelf(peers)))
                                .setProperties(properties)
                                .setParameters(parameters)
                                .setRetryPolicy(retries())
                                .build();
                clientPeers = peers;
            }
            return client;
        }
    }

    /**
     * A node that is about to join knows no peers yet; its own server then refuses instead of the
     * client failing to start.
     */
    private List<RaftPeer> withSelf(List<RaftPeer> peers) {
        if (!peers.isEmpty()) {
            return peers;
        }
        List<RaftPeer> alone = new ArrayList<>();
        alone.add(server.getPeer());
        return alone;
    }

    private static RetryPolicy retries() {
        return RetryPolicies.retryUpToMaximumCountWithFixedSleep(
                20, TimeDuration.valueOf(250, TimeUnit.MILLISECONDS));
    }

    /** What was asked through a client of earlier members is still to be answered. */
    private static void retire(@Nullable RaftClient old) {
        if (old != null) {
            CompletableFuture.delayedExecutor(RETIRE_SECONDS, TimeUnit.SECONDS)
                    .execute(() -> close(old));
        }
    }

    private static void close(RaftClient old) {
        try {
            old.close();
        } catch (IOException e) {
            throw new IllegalStateException("a Raft client did not close", e);
        }
    }

    private static Message message(Object value) {
        return Message.valueOf(UnsafeByteOperations.unsafeWrap(StateCodec.encode(value)));
    }

    private static Answer answer(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new CompletionException(
                    new IOException("the cluster did not answer", reply.getException()));
        }
        try {
            Answer answer =
                    StateCodec.decode(reply.getMessage().getContent().toByteArray(), Answer.class);
            if (answer.refused() != null) {
                throw new CompletionException(new Refused(answer.refused()));
            }
            return answer;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (clientLock) {
            if (client != null) {
                close(client);
                client = null;
            }
        }
        server.close();
        submitters.shutdown();
    }
}
