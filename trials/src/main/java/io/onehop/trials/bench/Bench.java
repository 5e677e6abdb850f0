package io.onehop.trials.bench;

import io.onehop.node.admin.ApiException;
import io.onehop.trials.bench.BenchCluster.Node;
import io.onehop.wire.crypto.NativeCrypto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Everything that {@code ./check --bench} measures. */
public final class Bench {
    private static final List<String> ADDRESSES = List.of("127.0.4.11", "127.0.4.12", "127.0.4.13");
    private static final String LONELY_ADDRESS = "127.0.4.20";
    private static final int REST_SECONDS = 30;

    private Bench() {}

    /** Arguments: the launcher's folder; optional: what to measure, and a part of a work's name. */
    public static void main(String[] args) throws IOException, ApiException, InterruptedException {
        run(Path.of(args[0]), args.length > 1 ? args[1] : "all", args.length > 2 ? args[2] : "");
    }

    /**
     * Measures and prints.
     *
     * @param home where the launcher lives; what it starts is built
     * @param what all, io, moves, rest, start or peer
     * @param only measures only works whose names contain this
     */
    public static void run(Path home, String what, String only)
            throws IOException, ApiException, InterruptedException {
        Path folder = Files.createTempDirectory("onehop-bench");
        Report report = new Report();
        boolean all = what.equals("all");
        loadCrypto();
        try {
            if (all || what.equals("start")) {
                SizeBench.start(home, folder.resolve("lonely"), LONELY_ADDRESS, report);
            }
            if (what.equals("peer")) {
                PeerBench.run(home, folder, only, report);
            } else if (!what.equals("start")) {
                cluster(home, folder.resolve("cluster"), what, only, report);
            }
            report.end();
        } finally {
            remove(folder);
        }
    }

    private static void cluster(Path home, Path folder, String what, String only, Report report)
            throws IOException, ApiException, InterruptedException {
        boolean all = what.equals("all");
        try (BenchCluster cluster = BenchCluster.start(home, folder, ADDRESSES)) {
            cluster.stopBalancing();
            if (all || what.equals("rest")) {
                SizeBench.rest(cluster, REST_SECONDS, report);
            }
            MoveBench moves = new MoveBench(cluster, report);
            if (all || what.equals("moves")) {
                moves.registration();
                moves.moves();
                moves.kills();
            }
            if (all || what.equals("io")) {
                cluster.move(BenchCluster.volume(1), cluster.nodes().getFirst());
                Node owner = cluster.owner(BenchCluster.volume(1));
                try (IoBench io =
                        new IoBench(owner, cluster.nodes().get(1), BenchCluster.share(1))) {
                    io.run(
                            IoBench.pace(Integer.getInteger("bench.rounds", 5), 500, 2_000),
                            only,
                            report);
                }
                SizeBench.memory("after the load: resident memory, worst node", cluster, report);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The client must not be what limits a node that signs. */
    private static void loadCrypto() {
        try {
            NativeCrypto.load();
        } catch (GeneralSecurityException e) {
            System.err.println("the client signs by the JDK: " + e.getMessage());
        }
    }
}
