package io.onehop.cluster;

import io.onehop.base.TimeSource;
import io.onehop.cluster.raft.ConfigGroup;
import io.onehop.cluster.raft.GroupSettings.Member;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.NodeState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the group's members those of the cluster, where this node leads. One at a time: a group
 * that gains several at once may lose its majority. A node that cannot be reached is passed over
 * until the others are in. Runs on the cluster's timer, and on a thread of its own while a change
 * blocks.
 */
final class GroupMembers {
    private static final Logger LOG = LoggerFactory.getLogger(GroupMembers.class);

    /** Pause between attempts. */
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final TimeSource time;
    private final Executor timer;
    private boolean changing;
    private long nextNanos;
    private int attempts;

    GroupMembers(TimeSource time, Executor timer) {
        this.time = time;
        this.timer = timer;
        nextNanos = time.nanos();
    }

    /** Begins a change if one is due. On the timer. */
    void keep(ConfigGroup group, ClusterState state, long now) {
        if (changing || now - nextNanos < 0 || state.nodes().isEmpty()) {
            return;
        }
        Set<String> present = new HashSet<>(group.members());
        List<NodeState> wanted = new ArrayList<>();
        List<NodeState> missing = new ArrayList<>();
        for (NodeState node : state.nodes().values()) {
            (present.remove(node.name()) ? wanted : missing).add(node);
        }
        boolean surplus = !present.isEmpty();
        if (missing.isEmpty() && !surplus) {
            return;
        }
        if (!surplus) {
            wanted.add(missing.get(Math.floorMod(attempts++, missing.size())));
        }
        changing = true;
        List<Member> members =
                wanted.stream()
                        .sorted(Comparator.comparingInt(NodeState::number))
                        .map(n -> new Member(n.name(), n.clusterAddress(), n.ports().raft()))
                        .toList();
        Thread.ofPlatform().name("onehop-members").daemon().start(() -> change(group, members));
    }

    private void change(ConfigGroup group, List<Member> members) {
        try {
            group.setMembers(members);
            LOG.info("members: {}", members.stream().map(Member::name).toList());
        } catch (IOException e) {
            LOG.debug("members not changed yet: {}", e.getMessage());
        } finally {
            timer.execute(
                    () -> {
                        changing = false;
                        nextNanos = time.nanos() + PAUSE_NANOS;
                    });
        }
    }
}
