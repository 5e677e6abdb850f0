package io.onehop.node.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.NodeState;
import io.onehop.node.admin.NodeInventory.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The node's numbers in the text form of Prometheus. Nothing is counted twice: they are read from
 * the inventory when somebody asks. The registry is made at the first question.
 */
final class NodeMetrics {
    /** Most series of counters: clients must not be able to fill the memory with labels. */
    private static final int MAX_SERIES = 10_000;

    private record Series(String name, Tags tags) {}

    private final ClusterOperations cluster;
    private final NodeInventory inventory;
    private final Map<Series, AtomicReference<Double>> counters = new ConcurrentHashMap<>();
    private @Nullable PrometheusMeterRegistry registry;

    NodeMetrics(ClusterOperations cluster, NodeInventory inventory) {
        this.cluster = cluster;
        this.inventory = inventory;
    }

    /** The page that Prometheus reads. */
    synchronized String page() {
        PrometheusMeterRegistry r = registry;
        if (r == null) {
            r = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            bind(r);
            registry = r;
        }
        for (Counter c : inventory.counters()) {
            count(r, c);
        }
        return r.scrape();
    }

    private void bind(PrometheusMeterRegistry r) {
        gauge(r, "onehop.nodes.up", s -> s.nodes().values().stream().filter(NodeState::up).count());
        gauge(r, "onehop.nodes", s -> s.nodes().size());
        gauge(
                r,
                "onehop.volumes.owned",
                s ->
                        s.volumes().values().stream()
                                .filter(v -> v.ownedBy(cluster.nodeName()))
                                .count());
        gauge(
                r,
                "onehop.volumes.offline",
                s -> s.volumes().values().stream().filter(v -> v.owner() == null).count());
        gauge(r, "onehop.state.version", ClusterState::version);
        inventory(r, "onehop.sessions", i -> i.sessions().size());
        inventory(r, "onehop.opens", i -> i.opens().size());
        inventory(r, "onehop.witness.registrations", i -> i.registrations().size());
        inventory(r, "onehop.redirects", i -> i.redirects().size());
        new JvmMemoryMetrics().bindTo(r);
    }

    private void gauge(
            PrometheusMeterRegistry r, String name, ToDoubleFunction<ClusterState> value) {
        Gauge.builder(name, cluster, c -> value.applyAsDouble(c.state())).register(r);
    }

    private void inventory(
            PrometheusMeterRegistry r, String name, ToDoubleFunction<NodeInventory> value) {
        Gauge.builder(name, inventory, value).register(r);
    }

    private void count(PrometheusMeterRegistry r, Counter counter) {
        Tags tags = Tags.empty();
        for (NodeInventory.Label label : counter.labels()) {
            tags = tags.and(label.name(), label.value());
        }
        Series series = new Series(counter.name(), tags);
        AtomicReference<Double> value = counters.get(series);
        if (value == null) {
            if (counters.size() >= MAX_SERIES) {
                return;
            }
            value = new AtomicReference<>(0.0);
            counters.put(series, value);
            FunctionCounter.builder(counter.name(), value, AtomicReference::get)
                    .tags(tags)
                    .register(r);
        }
        value.set(counter.value());
    }
}
