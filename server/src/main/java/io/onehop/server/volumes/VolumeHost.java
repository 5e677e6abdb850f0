package io.onehop.server.volumes;

import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.Refused;
import io.onehop.cluster.state.VolumeState;
import io.onehop.server.open.ServedVolume;
import io.onehop.volume.Fence;
import io.onehop.volume.VolumeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the volumes that this node owns. Follows the cluster's state on one thread a volume: opens
 * a volume when this node becomes its owner, drains and closes it when it is to move and only then
 * tells the cluster, and drops it at once when the cluster gave it to somebody else. Thread safe.
 */
public final class VolumeHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeHost.class);

    /** How long operations under way may hold up a planned move before the move is given up. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private static final int RETRY_MILLIS = 20;
    private static final int ASK_AGAIN_MILLIS = 500;

    private final ClusterView cluster;
    private final Function<Command, CompletableFuture<Long>> submit;
    private final VolumeOpener opener;
    private final ServedVolume.Factory factory;
    private final Map<String, ServedVolume> served = new ConcurrentHashMap<>();
    private final VolumeThreads threads = new VolumeThreads();

    /** What was last given back of each volume, by its number. */
    private final Map<Integer, Command.ReleaseVolume> released = new ConcurrentHashMap<>();

    /** The number of the volume behind each served name: a volume of that name may be made anew. */
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService retrier =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("onehop-volumes").daemon().factory());
    private volatile boolean stopping;

    public VolumeHost(
            ClusterView cluster,
            Function<Command, CompletableFuture<Long>> submit,
            VolumeOpener opener,
            ServedVolume.Factory factory) {
        this.cluster = cluster;
        this.submit = submit;
        this.opener = opener;
        this.factory = factory;
    }

    /** Begins to follow the cluster. */
    public void start() {
        cluster.onChange((old, next) -> follow(old, next));
        follow(ClusterState.empty(), cluster.state());
    }

    /** Calls back, on any thread, when a route may have changed. Return at once. */
    public void onRoutesChanged(Runnable listener) {
        listeners.add(listener);
    }

    /** Where requests for a volume go now. Two map look-ups. */
    public Route route(String volumeName) {
        String key = Names.key(volumeName);
        VolumeState volume = cluster.state().volumes().get(key);
        if (volume == null) {
            return new Route.Gone();
        }
        String owner = volume.owner();
        if (owner == null) {
            return new Route.Unsettled();
        }
        if (!Names.same(owner, cluster.nodeName())) {
            NodeState node = cluster.state().nodes().get(Names.key(owner));
            return node == null
                    ? new Route.Unsettled()
                    : new Route.Owner(node, volume.epoch(), volume.movingTo() != null);
        }
        ServedVolume here = served.get(key);
        if (here == null
                || !isServed(key, here, volume)
                || !here.isOpen()
                || !cluster.leaseValid()) {
            return new Route.Unsettled();
        }
        return new Route.Here(here);
    }

    /** The volume if this node serves it in exactly this epoch, or null. */
    public @Nullable ServedVolume serving(String volumeName, long epoch) {
        ServedVolume here = served.get(Names.key(volumeName));
        return here != null && here.epoch() == epoch ? here : null;
    }

    /** All volumes that this node serves now. */
    public List<ServedVolume> all() {
        return List.copyOf(served.values());
    }

    /** On the thread that applies the cluster's log: only hands on. */
    private void follow(ClusterState old, ClusterState next) {
        boolean changed = false;
        for (VolumeState volume : next.volumes().values()) {
            String key = Names.key(volume.name());
            if (!volume.equals(old.volumes().get(key))) {
                changed = true;
                later(key, () -> settle(key));
            }
        }
        for (String key : old.volumes().keySet()) {
            if (!next.volumes().containsKey(key)) {
                changed = true;
                later(key, () -> settle(key));
            }
        }
        if (changed || !old.nodes().equals(next.nodes())) {
            routesChanged();
        }
    }

    private void later(String key, Runnable work) {
        if (!stopping) {
            threads.execute(key, work);
        }
    }

    private void routesChanged() {
        for (Runnable listener : listeners) {
            listener.run();
        }
    }

    /**
     * Makes what this node does with a volume what the newest state says. On the volume's thread.
     */
    private void settle(String key) {
        VolumeState volume = cluster.state().volumes().get(key);
        ServedVolume here = served.get(key);
        boolean mine = volume != null && volume.ownedBy(cluster.nodeName());
        if (here != null && (volume == null || !mine || !isServed(key, here, volume))) {
            drop(key, here);
            here = null;
        }
        if (volume == null) {
            Integer number = numbers.remove(key);
            if (number != null) {
                released.remove(number);
            }
        }
        if (volume == null || !mine || stopping) {
            return;
        }
        Command.ReleaseVolume before = released.get(volume.number());
        if (before != null && before.epoch() == volume.epoch()) {
            // It was given up in this epoch, whatever became of the move: another may own it by
            // now.
            ask(key, before);
        } else if (volume.movingTo() != null) {
            handOver(key, volume, here);
        } else if (here == null) {
            open(key, volume);
        }
    }

    private boolean isServed(String key, ServedVolume here, VolumeState volume) {
        return here.epoch() == volume.epoch() && numbers.getOrDefault(key, 0) == volume.number();
    }

    private void open(String key, VolumeState volume) {
        long epoch = volume.epoch();
        Fence fence =
                () -> {
                    VolumeState now = cluster.state().volumes().get(key);
                    if (now == null
                            || now.number() != volume.number()
                            || !cluster.mayServe(key, epoch)) {
                        throw new VolumeException(
                                VolumeException.Reason.NOT_OWNER,
                                "not the owner of " + volume.name() + " in epoch " + epoch);
                    }
                };
        try {
            numbers.put(key, volume.number());
            served.put(key, factory.serve(volume, opener.open(volume, fence)));
            LOG.info("serving volume {} in epoch {}", volume.name(), epoch);
            routesChanged();
        } catch (VolumeException e) {
            if (e.reason() == VolumeException.Reason.NOT_OWNER) {
                // Named owner a moment before the first heartbeat was answered, or not any more:
                // look again.
                retrier.schedule(
                        () -> later(key, () -> settle(key)), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
            LOG.error(
                    "volume {} cannot be served from {}: {}; another node is asked to",
                    volume.name(),
                    volume.path(),
                    e.getMessage());
            release(key, volume, true);
        }
    }

    /**
     * Gives the ownership back; from here on this node never serves that epoch again.
     *
     * @param unopened whether this node could not open it
     */
    private void release(String key, VolumeState volume, boolean unopened) {
        Command.ReleaseVolume release =
                new Command.ReleaseVolume(volume.name(), volume.epoch(), unopened);
        numbers.put(key, volume.number());
        released.put(volume.number(), release);
        ask(key, release);
    }

    private void ask(String key, Command command) {
        submit.apply(command)
                .whenComplete(
                        (version, problem) -> {
                            if (problem == null) {
                                return;
                            }
                            LOG.warn("{}: {}", command, problem.getMessage());
                            boolean refused =
                                    problem instanceof Refused
                                            || problem.getCause() instanceof Refused;
                            if (!refused && !stopping) {
                                retrier.schedule(
                                        () -> later(key, () -> settle(key)),
                                        ASK_AGAIN_MILLIS,
                                        TimeUnit.MILLISECONDS);
                            }
                        });
    }

    private void handOver(String key, VolumeState volume, @Nullable ServedVolume here) {
        if (here != null) {
            // While clients are still served: what is left to flush when they wait is little.
            here.flush();
            long start = System.nanoTime();
            if (!here.close(DRAIN)) {
                LOG.warn(
                        "volume {} stays: operations did not end within {} s",
                        volume.name(),
                        DRAIN.toSeconds());
                here.reopen();
                ask(key, new Command.CancelMove(volume.name(), volume.epoch()));
                return;
            }
            served.remove(key, here);
            LOG.info(
                    "volume {} drained in {} ms",
                    volume.name(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
        release(key, volume, false);
    }

    /**
     * The cluster went on without this node: nothing may be written any more, also not to tidy up.
     */
    private void drop(String key, ServedVolume here) {
        served.remove(key, here);
        routesChanged();
        here.abandon();
        LOG.info("volume {} given up in epoch {}", here.name(), here.epoch());
    }

    /**
     * Closes all volumes, in order and at the same time; returns when each is closed or its time is
     * over.
     */
    @Override
    public void close() {
        stopping = true;
        List<Thread> closers =
                served.values().stream()
                        .map(v -> Thread.ofVirtual().start(() -> v.close(DRAIN)))
                        .toList();
        for (Thread closer : closers) {
            try {
                closer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        served.clear();
        retrier.shutdownNow();
    }
}
