package io.onehop.cluster.raft;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** How Ratis is set up for a small group with small entries. */
final class GroupProperties {
    // Shorter ones flap when the machine is busy; a follower takes up to two of them to notice that
    // its leader is gone.
    private static final int ELECTION_MIN_MILLIS = 600;
    private static final int ELECTION_MAX_MILLIS = 1_000;

    private GroupProperties() {}

    static RaftProperties of(GroupSettings settings) {
        RaftProperties p = new RaftProperties();
        RaftConfigKeys.Rpc.setType(p, SupportedRpcType.GRPC);
        RaftServerConfigKeys.setStorageDir(p, List.of(settings.folder().toFile()));
        RaftServerConfigKeys.setStorageFreeSpaceMin(p, SizeInBytes.valueOf("16MB"));
        RaftServerConfigKeys.Rpc.setTimeoutMin(p, millis(ELECTION_MIN_MILLIS));
        RaftServerConfigKeys.Rpc.setTimeoutMax(p, millis(ELECTION_MAX_MILLIS));
        // A cluster of one has nobody to wait for.
        boolean alone = settings.members().size() == 1;
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                p, millis(alone ? 20 : ELECTION_MIN_MILLIS));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
                p, millis(alone ? 40 : ELECTION_MAX_MILLIS));
        RaftServerConfigKeys.Rpc.setRequestTimeout(p, millis(2_000));
        RaftServerConfigKeys.Read.setOption(p, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Read.setTimeout(p, millis(2_000));
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(p, 1_000);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, 2);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
        RaftServerConfigKeys.Log.setPurgeGap(p, 512);
        RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf("1MB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(p, SizeInBytes.valueOf("64KB"));
        RaftServerConfigKeys.Log.setWriteBufferSize(p, SizeInBytes.valueOf("512KB"));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 2);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, SizeInBytes.valueOf("256KB"));
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(p, true);
        // Ratis' own goes to five seconds, in which a member that is back hears of no leader.
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(p, "100ms,50, 250ms,1000000000");
        GrpcConfigKeys.setMessageSizeMax(p, SizeInBytes.valueOf("8MB"));
        GrpcConfigKeys.Server.setHost(p, settings.self().address());
        GrpcConfigKeys.Server.setPort(p, settings.self().port());
        GrpcConfigKeys.Server.setBossGroupSize(p, 1);
        GrpcConfigKeys.Server.setWorkerGroupSize(p, 1);
        GrpcConfigKeys.Server.setAsyncRequestThreadPoolSize(p, 2);
        RaftServerConfigKeys.ThreadPool.setProxySize(p, 4);
        RaftServerConfigKeys.ThreadPool.setServerSize(p, 4);
        RaftServerConfigKeys.ThreadPool.setClientSize(p, 4);
        RaftClientConfigKeys.Rpc.setRequestTimeout(p, millis(2_000));
        return p;
    }

    private static TimeDuration millis(int count) {
        return TimeDuration.valueOf(count, TimeUnit.MILLISECONDS);
    }
}
