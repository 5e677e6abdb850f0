package io.onehop.trials.bench;

import io.onehop.trials.bench.BenchCluster.Node;
import io.onehop.trials.bench.BenchFile.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One client's I/O over three ways to the same file: to its owner directly, through another node,
 * and through a plain TCP proxy to the owner.
 */
final class IoBench implements AutoCloseable {
    private static final double LEAST_RATIO = 0.5;
    private static final double MOST_PROXY_TIMES = 1.5;
    private static final int PROXY_PORT = 24499;
    private static final int LARGE_BYTES = 64 << 10;

    private static final List<Work> WORKS =
            List.of(
                    new Work("1 MiB sequential read, 4 deep", false, 1 << 20, 4, false),
                    new Work("1 MiB sequential write, 4 deep", true, 1 << 20, 4, false),
                    new Work("64 KiB random read, 8 deep", false, 64 << 10, 8, true),
                    new Work("64 KiB random write, 8 deep", true, 64 << 10, 8, true),
                    new Work("4 KiB random read, 1 deep", false, 4 << 10, 1, true),
                    new Work("4 KiB random write, 1 deep", true, 4 << 10, 1, true),
                    new Work("4 KiB random read, 16 deep", false, 4 << 10, 16, true),
                    new Work("4 KiB random write, 16 deep", true, 4 << 10, 16, true));

    /** Many requests in a short time: the nodes compile what they do often. */
    private static final Work WARM_UP_READ = new Work("warm-up", false, 16 << 10, 8, true);

    private static final Work WARM_UP_WRITE = new Work("warm-up", true, 16 << 10, 8, true);
    private static final int WARM_UP_TIMES = 2;

    private enum Way {
        DIRECT,
        REDIRECTED,
        PROXIED
    }

    /** How long each stretch is and how many there are. */
    record Pace(int rounds, long roundNanos, long warmUpNanos) {}

    /** What all rounds of one way came to; costs are of the owner, the relaying node, the proxy. */
    private static final class Sums {
        final List<Double> bytesPerSecond = new ArrayList<>();
        final List<Double> halfMicros = new ArrayList<>();
        final List<Double> worstMicros = new ArrayList<>();
        final long[] cpuNanos = new long[3];
        long operations;
        long bytes;

        void add(Result result, long[] before, long[] after) {
            bytesPerSecond.add(1e9 * result.bytes() / result.nanos());
            halfMicros.add(Report.percentile(result.latenciesNanos(), 0.5) / 1e3);
            worstMicros.add(Report.percentile(result.latenciesNanos(), 0.99) / 1e3);
            operations += result.operations();
            bytes += result.bytes();
            for (int i = 0; i < cpuNanos.length; i++) {
                cpuNanos[i] += after[i] - before[i];
            }
        }

        double microsPerOperation(int process) {
            return cpuNanos[process] / 1e3 / operations;
        }

        double nanosPerByte(int process) {
            return (double) cpuNanos[process] / bytes;
        }
    }

    private static final int OWNER = 0;
    private static final int RELAY = 1;
    private static final int PROXY = 2;

    private final Node owner;
    private final Node relay;
    private final Process proxy;
    private final Map<Way, BenchFile> files = new EnumMap<>(Way.class);

    /** Opens the ways. */
    IoBench(Node owner, Node relay, String share) throws IOException, InterruptedException {
        this.owner = owner;
        this.relay = relay;
        String address = relay.address;
        proxy =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                TcpProxy.class.getName(),
                                address,
                                Integer.toString(PROXY_PORT),
                                owner.address,
                                Integer.toString(BenchCluster.PORTS.smb()))
                        .inheritIO()
                        .start();
        files.put(Way.DIRECT, BenchFile.open(owner.smb(), share, "bench.dat"));
        files.put(Way.REDIRECTED, BenchFile.open(relay.smb(), share, "bench.dat"));
        InetSocketAddress at = new InetSocketAddress(InetAddress.ofLiteral(address), PROXY_PORT);
        files.put(Way.PROXIED, Patience.until(() -> BenchFile.open(at, share, "bench.dat")));
    }

    private BenchFile file(Way way) {
        BenchFile file = files.get(way);
        if (file == null) {
            throw new IllegalStateException("no way " + way);
        }
        return file;
    }

    void run(Pace pace, String only, Report report) throws IOException, InterruptedException {
        file(Way.DIRECT).fill();
        for (Way way : Way.values()) {
            file(way).run(WARM_UP_READ, WARM_UP_TIMES * pace.warmUpNanos());
            file(way).run(WARM_UP_WRITE, WARM_UP_TIMES * pace.warmUpNanos());
        }
        List<Work> works = WORKS.stream().filter(w -> w.name().contains(only)).toList();
        for (Work work : works) {
            for (Way way : Way.values()) {
                file(way).run(work, pace.warmUpNanos());
            }
        }
        for (Work work : works) {
            report(work, measure(work, pace), report);
        }
    }

    private Map<Way, Sums> measure(Work work, Pace pace) throws IOException, InterruptedException {
        Map<Way, Sums> all = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            all.put(way, new Sums());
        }
        for (int round = 0; round < pace.rounds(); round++) {
            for (Map.Entry<Way, Sums> each : all.entrySet()) {
                long[] before = costs();
                Result result = file(each.getKey()).run(work, pace.roundNanos());
                each.getValue().add(result, before, costs());
            }
        }
        return all;
    }

    private long[] costs() throws IOException {
        return new long[] {
            ProcessCost.cpuNanos(owner.pid()),
            ProcessCost.cpuNanos(relay.pid()),
            ProcessCost.cpuNanos(proxy.pid())
        };
    }

    private static void report(Work work, Map<Way, Sums> all, Report report) {
        Sums direct = all.getOrDefault(Way.DIRECT, new Sums());
        Sums redirected = all.getOrDefault(Way.REDIRECTED, new Sums());
        Sums proxied = all.getOrDefault(Way.PROXIED, new Sums());
        report.title(work.name());
        show("  direct", direct, report);
        show("  redirected", redirected, report);
        show("  proxied", proxied, report);
        report.value(
                "  CPU an operation, direct: owner",
                Report.number(direct.microsPerOperation(OWNER)) + " us");
        report.value(
                "  CPU an operation, redirected: owner + relaying node",
                Report.number(redirected.microsPerOperation(OWNER))
                        + " + "
                        + Report.number(redirected.microsPerOperation(RELAY))
                        + " us");
        report.value(
                "  CPU an operation, proxied: owner + proxy",
                Report.number(proxied.microsPerOperation(OWNER))
                        + " + "
                        + Report.number(proxied.microsPerOperation(PROXY))
                        + " us");
        report.atLeast(
                "  redirected / direct: throughput",
                Report.median(redirected.bytesPerSecond) / Report.median(direct.bytesPerSecond),
                LEAST_RATIO,
                "");
        report.atLeast(
                "  direct / redirected: latency p50",
                Report.median(direct.halfMicros) / Report.median(redirected.halfMicros),
                LEAST_RATIO,
                "");
        double times = redirected.nanosPerByte(RELAY) / proxied.nanosPerByte(PROXY);
        String name = "  CPU a byte, relaying node / plain proxy";
        if (work.bytes() >= LARGE_BYTES) {
            report.below(name, times, MOST_PROXY_TIMES, "");
        } else {
            report.value(name, Report.number(times));
        }
    }

    private static void show(String name, Sums sums, Report report) {
        report.value(
                name,
                Report.number(Report.median(sums.bytesPerSecond) / 1e6)
                        + " MB/s, p50 "
                        + Report.number(Report.median(sums.halfMicros))
                        + " us, p99 "
                        + Report.number(Report.median(sums.worstMicros))
                        + " us");
    }

    static Pace pace(int rounds, int roundMillis, int warmUpMillis) {
        return new Pace(
                rounds,
                TimeUnit.MILLISECONDS.toNanos(roundMillis),
                TimeUnit.MILLISECONDS.toNanos(warmUpMillis));
    }

    @Override
    public void close() {
        files.values().forEach(BenchFile::close);
        proxy.destroyForcibly();
    }
}
