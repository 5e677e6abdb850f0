package io.onehop.trials.bench;

import io.onehop.node.admin.ApiException;
import io.onehop.trials.bench.BenchCluster.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a node costs that has nothing to do, and how soon it serves after its start. */
final class SizeBench {
    private static final double MOST_MEGABYTES = 250;
    private static final double MOST_PERCENT = 1;
    private static final double MOST_START_SECONDS = 3;
    private static final int STARTS = 4;
    private static final int SETTLING_MILLIS = 60_000;

    private SizeBench() {}

    /**
     * Watches the nodes while nobody uses them, when what a start leaves to compile is compiled.
     */
    static void rest(BenchCluster cluster, int seconds, Report report)
            throws IOException, InterruptedException {
        Thread.sleep(SETTLING_MILLIS);
        List<Node> nodes = cluster.nodes();
        long[] before = new long[nodes.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = ProcessCost.cpuNanos(nodes.get(i).pid());
        }
        long began = System.nanoTime();
        Thread.sleep(1_000L * seconds);
        double nanos = System.nanoTime() - began;
        double percent = 0;
        for (int i = 0; i < before.length; i++) {
            long used = ProcessCost.cpuNanos(nodes.get(i).pid()) - before[i];
            percent = Math.max(percent, 100.0 * used / nanos);
        }
        report.below("node at rest: processor, worst node", percent, MOST_PERCENT, " %");
        memory("node at rest: resident memory, worst node", cluster, report);
    }

    static void memory(String name, BenchCluster cluster, Report report) throws IOException {
        double most = 0;
        for (Node node : cluster.nodes()) {
            most = Math.max(most, ProcessCost.residentBytes(node.pid()) / 1e6);
        }
        report.below(name, most, MOST_MEGABYTES, " MB");
    }

    /** Starts the only node of a cluster again and again. */
    static void start(Path home, Path folder, String address, Report report)
            throws IOException, ApiException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        try (BenchCluster cluster = BenchCluster.start(home, folder, List.of(address))) {
            Node node = cluster.nodes().getFirst();
            for (int i = 0; i < STARTS; i++) {
                cluster.stop(node, false);
                long began = System.nanoTime();
                cluster.launch(node);
                BenchFile file =
                        Patience.until(
                                () -> {
                                    BenchFile f =
                                            BenchFile.open(
                                                    node.smb(), BenchCluster.share(1), "first");
                                    f.touch();
                                    return f;
                                });
                seconds.add((System.nanoTime() - began) / 1e9);
                file.close();
            }
        }
        report.below(
                "start of a node to its first served request, median",
                Report.median(seconds),
                MOST_START_SECONDS,
                " s");
    }
}
