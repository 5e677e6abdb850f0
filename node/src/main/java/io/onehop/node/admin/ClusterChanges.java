package io.onehop.node.admin;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.VolumeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an operator wants to hear of the difference between two states. Pure. */
final class ClusterChanges {
    /** One difference. */
    record Change(String kind, String subject, String text) {}

    private final List<Change> changes = new ArrayList<>();

    private ClusterChanges() {}

    static List<Change> between(ClusterState old, ClusterState next) {
        ClusterChanges c = new ClusterChanges();
        if (!old.exists() && next.exists()) {
            c.add(
                    "cluster-created",
                    next.fileServerName(),
                    "cluster " + next.fileServerName() + " was created");
        }
        c.nodes(old, next);
        c.volumes(old, next);
        c.comings("share", old.shares(), next.shares(), s -> s.name());
        c.comings("user", old.users(), next.users(), u -> u.name());
        if (!old.settings().equals(next.settings())) {
            c.add("settings-changed", next.fileServerName(), "settings: " + next.settings());
        }
        return c.changes;
    }

    private void add(String kind, String subject, String text) {
        changes.add(new Change(kind, subject, text));
    }

    private void nodes(ClusterState old, ClusterState next) {
        comings("node", old.nodes(), next.nodes(), NodeState::name);
        next.nodes()
                .forEach(
                        (key, now) -> {
                            NodeState before = old.nodes().get(key);
                            boolean wasUp = before != null && before.up();
                            boolean restarted =
                                    before != null && before.incarnation() != now.incarnation();
                            if (now.up() && (!wasUp || restarted)) {
                                add("node-up", now.name(), "node " + now.name() + " is up");
                            } else if (wasUp && !now.up()) {
                                add("node-down", now.name(), "node " + now.name() + " is down");
                            }
                            boolean wasPaused = before != null && before.paused();
                            if (now.paused() != wasPaused) {
                                String what = now.paused() ? "paused" : "resumed";
                                add(
                                        "node-" + what,
                                        now.name(),
                                        "node " + now.name() + " was " + what);
                            }
                        });
    }

    private void volumes(ClusterState old, ClusterState next) {
        comings("volume", old.volumes(), next.volumes(), VolumeState::name);
        next.volumes().forEach((key, now) -> volume(old.volumes().get(key), now));
    }

    private void volume(@Nullable VolumeState before, VolumeState now) {
        String from = before == null ? null : before.owner();
        long epoch = before == null ? 0 : before.epoch();
        if (now.owner() == null && from != null) {
            add("volume-unowned", now.name(), "volume " + now.name() + " lost its owner " + from);
        } else if (now.owner() != null && now.epoch() != epoch) {
            String whence = from == null ? "" : " (from " + from + ")";
            add(
                    "volume-owner",
                    now.name(),
                    "volume "
                            + now.name()
                            + " is owned by "
                            + now.owner()
                            + whence
                            + ", epoch "
                            + now.epoch());
        }
        String wasMoving = before == null ? null : before.movingTo();
        if (now.movingTo() != null && !Objects.equals(now.movingTo(), wasMoving)) {
            add(
                    "volume-moving",
                    now.name(),
                    "volume "
                            + now.name()
                            + " moves from "
                            + now.owner()
                            + " to "
                            + now.movingTo());
        }
    }

    private <V> void comings(
            String what,
            SortedMap<String, V> old,
            SortedMap<String, V> next,
            Function<V, String> name) {
        for (Map.Entry<String, V> e : next.entrySet()) {
            V before = old.get(e.getKey());
            String called = name.apply(e.getValue());
            if (before == null) {
                add(what + "-created", called, what + " " + called + " was created");
            } else if (!before.equals(e.getValue())
                    && !what.equals("node")
                    && !what.equals("volume")) {
                add(what + "-changed", called, what + " " + called + " was changed");
            }
        }
        for (Map.Entry<String, V> e : old.entrySet()) {
            if (!next.containsKey(e.getKey())) {
                String called = name.apply(e.getValue());
                add(what + "-removed", called, what + " " + called + " was removed");
            }
        }
    }
}
