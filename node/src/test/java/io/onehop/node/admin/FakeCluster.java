package io.onehop.node.admin;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Reducer;
import io.onehop.cluster.state.Refused;
import io.onehop.cluster.state.VolumeState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in one process: all its nodes see each change at once; owners let go at once, and a
 * pause empties a node at once, unless told otherwise.
 */
public final class FakeCluster {
    private final List<BiConsumer<ClusterState, ClusterState>> listeners = new ArrayList<>();
    private final List<Runnable> waiters = new ArrayList<>();
    private ClusterState state;
    public boolean majority = true;
    public boolean ownersLetGo = true;

    public FakeCluster(ClusterState state) {
        this.state = state;
    }

    public synchronized ClusterState state() {
        return state;
    }

    public synchronized void onChange(BiConsumer<ClusterState, ClusterState> listener) {
        listeners.add(listener);
    }

    public synchronized void apply(Command command) throws Refused {
        ClusterState old = state;
        state = Reducer.apply(state, command);
        listeners.forEach(l -> l.accept(old, state));
        List.copyOf(waiters).forEach(Runnable::run);
        if (ownersLetGo) {
            follow(command);
        }
    }

    private void follow(Command command) throws Refused {
        if (command instanceof Command.MoveVolume m) {
            VolumeState v = state.volume(m.name()).orElseThrow();
            if (v.movingTo() != null) {
                apply(new Command.ReleaseVolume(v.name(), v.epoch()));
            }
        } else if (command instanceof Command.PauseNode p) {
            for (VolumeState v : state.volumes().values()) {
                var other = state.nodes().values().stream().filter(n -> n.inService()).findFirst();
                if (v.ownedBy(p.name()) && other.isPresent()) {
                    apply(new Command.MoveVolume(v.name(), other.get().name()));
                }
            }
        }
    }

    /** The cluster as one of its nodes sees it. */
    public ClusterOperations node(String name) {
        return new Operations(name);
    }

    private final class Operations implements ClusterOperations {
        private final String name;

        Operations(String name) {
            this.name = name;
        }

        @Override
        public String nodeName() {
            return name;
        }

        @Override
        public ClusterState state() {
            return FakeCluster.this.state();
        }

        @Override
        public @Nullable String leader() {
            return majority ? "fs1" : null;
        }

        @Override
        public CompletableFuture<ClusterState> submit(Command command) {
            if (!majority) {
                return CompletableFuture.failedFuture(new IOException("no leader"));
            }
            try {
                apply(command);
                return CompletableFuture.completedFuture(state());
            } catch (Refused e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        @Override
        public CompletableFuture<ClusterState> await(Predicate<ClusterState> condition) {
            CompletableFuture<ClusterState> done = new CompletableFuture<>();
            Runnable look =
                    () -> {
                        if (condition.test(state())) {
                            done.complete(state());
                        }
                    };
            synchronized (FakeCluster.this) {
                waiters.add(look);
                look.run();
            }
            return done;
        }
    }
}
