package io.onehop.cluster.raft;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Reducer;
import io.onehop.cluster.state.Refused;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the configuration group's log to a {@link ClusterState}. Ratis calls the changing methods
 * one at a time.
 */
final class ConfigStateMachine extends BaseStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigStateMachine.class);

    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final GroupListener listener;
    private volatile ClusterState state = ClusterState.empty();

    ConfigStateMachine(GroupListener listener) {
        this.listener = listener;
    }

    ClusterState state() {
        return state;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage raftStorage)
            throws IOException {
        // Without the life cycle's transition Ratis fetches snapshots for ever and never uses one.
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            super.initialize(server, groupId, raftStorage);
                            storage.init(raftStorage);
                            load();
                        },
                        IOException.class);
    }

    @Override
    public void reinitialize() throws IOException {
        load();
        if (getLifeCycleState() == org.apache.ratis.util.LifeCycle.State.PAUSED) {
            getLifeCycle().transition(org.apache.ratis.util.LifeCycle.State.STARTING);
            getLifeCycle().transition(org.apache.ratis.util.LifeCycle.State.RUNNING);
        }
    }

    @Override
    public void pause() {
        getLifeCycle().transition(org.apache.ratis.util.LifeCycle.State.PAUSING);
        getLifeCycle().transition(org.apache.ratis.util.LifeCycle.State.PAUSED);
    }

    private void load() throws IOException {
        storage.loadLatestSnapshot();
        SingleFileSnapshotInfo snapshot = storage.getLatestSnapshot();
        if (snapshot == null) {
            return;
        }
        byte[] json = Files.readAllBytes(snapshot.getFile().getPath());
        change(StateCodec.decode(json, ClusterState.class));
        setLastAppliedTermIndex(snapshot.getTermIndex());
    }

    private void change(ClusterState next) {
        ClusterState old = state;
        state = next;
        listener.stateChanged(old, next);
    }

    @Override
    public long takeSnapshot() throws IOException {
        TermIndex applied = getLastAppliedTermIndex();
        if (applied == null || applied.getIndex() < 0) {
            return -1;
        }
        File target = storage.getSnapshotFile(applied.getTerm(), applied.getIndex());
        File temporary = new File(target.getParentFile(), target.getName() + ".new");
        Files.write(temporary.toPath(), StateCodec.encode(state));
        try (var channel =
                java.nio.channels.FileChannel.open(
                        temporary.toPath(), java.nio.file.StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        MD5Hash digest = MD5FileUtil.computeMd5ForFile(temporary);
        Files.move(temporary.toPath(), target.toPath(), StandardCopyOption.ATOMIC_MOVE);
        MD5FileUtil.saveMD5File(target, digest);
        storage.updateLatestSnapshot(
                new SingleFileSnapshotInfo(new FileInfo(target.toPath(), digest), applied));
        return applied.getIndex();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public org.apache.ratis.statemachine.SnapshotInfo getLatestSnapshot() {
        return storage.getLatestSnapshot();
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        Answer answer;
        try {
            Command command =
                    StateCodec.decode(
                            entry.getStateMachineLogEntry().getLogData().toByteArray(),
                            Command.class);
            change(Reducer.apply(state, command));
            answer = new Answer(state.version(), null, false, 0);
        } catch (Refused e) {
            answer = new Answer(state.version(), e.getMessage(), false, 0);
        } catch (IOException e) {
            // The same bytes fail on every node alike, so skipping them keeps the nodes equal.
            LOG.error("command at index {} cannot be read and is skipped", entry.getIndex(), e);
            answer =
                    new Answer(
                            state.version(), "this version does not know that command", false, 0);
        }
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(message(answer));
    }

    /** A linearizable read: that Ratis asks is the answer. See {@link ConfigGroup#confirm}. */
    @Override
    public CompletableFuture<Message> query(Message request) {
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    /** A question: Ratis asks us at once, whoever leads; a heartbeat's listener looks at that. */
    @Override
    public CompletableFuture<Message> queryStale(Message request, long minIndex) {
        try {
            Question question =
                    StateCodec.decode(request.getContent().toByteArray(), Question.class);
            CompletableFuture<Answer> answer =
                    switch (question) {
                        case Heartbeat heartbeat -> listener.heard(heartbeat);
                        case CatchUp wanted -> listener.catchUp(wanted.version());
                    };
            return answer.thenApply(ConfigStateMachine::message);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId groupMemberId, RaftPeerId newLeaderId) {
        listener.leaderChanged(newLeaderId == null ? null : newLeaderId.toString());
    }

    private static Message message(Answer answer) {
        return Message.valueOf(
                org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations.unsafeWrap(
                        StateCodec.encode(answer)));
    }
}
