package io.onehop.trials.bench;

import io.onehop.client.connection.ConnectionProfile;
import io.onehop.client.connection.SmbSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What many connections and many opens cost, ours first, Samba's second: memory while they rest,
 * and throughput as connections become more.
 */
final class ScaleBench {
    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 10_000);

    /** Each is a process of Samba's: what ten times as many cost needs no measuring. */
    private static final int PEER_CONNECTIONS = Math.min(CONNECTIONS, 1_000);

    private static final int OPENS = Integer.getInteger("bench.opens", 100_000);
    private static final int OPENERS = 10;
    private static final List<Integer> GROWTH = List.of(1, 10, 100, 1_000);
    private static final double LEAST_SHARE = 0.8;
    private static final String WITH_MOST = "  with most connections / at best";

    private final List<Target> targets;
    private final Report report;
    private final long roundNanos;

    ScaleBench(List<Target> targets, Report report, int seconds) {
        this.targets = targets;
        this.report = report;
        this.roundNanos = TimeUnit.SECONDS.toNanos(seconds);
    }

    /** What an authenticated connection costs that nobody uses. */
    void connections() throws IOException, InterruptedException {
        double[] each = new double[2];
        int[] counts = {CONNECTIONS, PEER_CONNECTIONS};
        for (int i = 0; i < 2; i++) {
            Target target = targets.get(i);
            long before = ProcessCost.familyProportionalBytes(target.pid());
            List<SmbSession> sessions = sessions(target, counts[i]);
            each[i] = grown(target, before) / counts[i];
            sessions.forEach(SmbSession::close);
        }
        memory(
                CONNECTIONS
                        + " idle connections with a session ("
                        + PEER_CONNECTIONS
                        + " of samba)",
                each);
    }

    /**
     * What an open costs, with a tenth of them in each session. Where a process may not have as
     * many files open, several sessions open the same.
     */
    void opens(NamesFolder names) throws IOException, InterruptedException {
        int allowed = ProcessCost.mostOpenFiles(targets.getFirst().pid()) / 10 * 8;
        int different = Math.min(OPENS, allowed);
        int share = OPENS / OPENERS;
        double[] each = new double[2];
        for (int i = 0; i < 2; i++) {
            Target target = targets.get(i);
            names.fill(target);
            List<SmbSession> sessions = sessions(target, OPENERS);
            long before = ProcessCost.familyProportionalBytes(target.pid());
            List<FutureTask<Boolean>> openers = new ArrayList<>();
            for (int n = 0; n < OPENERS; n++) {
                SmallFiles files = new SmallFiles(sessions.get(n), target.tree(sessions.get(n)));
                int first = n * share;
                openers.add(
                        new FutureTask<>(
                                () -> {
                                    for (int at = first; at < first + share; at++) {
                                        files.openToRead(names.file(at % different));
                                    }
                                    return true;
                                }));
            }
            runAll(openers);
            each[i] = grown(target, before) / (share * OPENERS);
            sessions.forEach(SmbSession::close);
        }
        memory(
                share * OPENERS + " opens of " + different + " files in " + OPENERS + " sessions",
                each);
    }

    private void memory(String title, double[] each) {
        report.title(title);
        for (int i = 0; i < 2; i++) {
            report.value("  " + targets.get(i).name(), Report.number(each[i] / 1e3) + " KB each");
        }
        report.below("  onehop / samba: memory of each", each[0] / each[1], 0.5, "");
    }

    private static double grown(Target target, long before) throws IOException {
        return ProcessCost.familyProportionalBytes(target.pid()) - before;
    }

    private static List<SmbSession> sessions(Target target, int count) throws IOException {
        List<SmbSession> sessions = new ArrayList<>(count);
        for (int n = 0; n < count; n++) {
            sessions.add(target.connect(ConnectionProfile.DEFAULT));
        }
        return sessions;
    }

    /**
     * Reads of 4 KiB, one at a time on each connection: more of these must not become slower. The
     * clients share the machine, so that the server's own part is told too; and so is what becomes
     * of two parties that only send and take as many bytes.
     */
    void growth() throws IOException, InterruptedException {
        report.title("reads of 4 KiB as connections become more");
        for (Target target : targets) {
            List<Double> rates = new ArrayList<>();
            for (int count : GROWTH) {
                Tally grown = reads(target, count);
                rates.add(grown.rate());
                report.value(
                        "  " + target.name() + ", " + count + " connections", grown.toString());
            }
            if (target.equals(targets.getFirst())) {
                report.atLeast(WITH_MOST, lastOfBest(rates), LEAST_SHARE, "");
            } else {
                report.value(WITH_MOST, Report.number(lastOfBest(rates)));
            }
        }
        List<Double> rates = new ArrayList<>();
        try (PlainTcp plain = new PlainTcp()) {
            plain.rate(GROWTH.getLast(), roundNanos);
            for (int count : GROWTH) {
                double rate = plain.rate(count, roundNanos);
                rates.add(rate);
                report.value("  plain TCP, " + count + " connections", Report.number(rate) + " /s");
            }
        }
        report.value(WITH_MOST, Report.number(lastOfBest(rates)));
    }

    private static double lastOfBest(List<Double> rates) {
        return rates.getLast() / Collections.max(rates);
    }

    private Tally reads(Target target, int count) throws IOException, InterruptedException {
        List<BenchFile> files = new ArrayList<>();
        try {
            for (int n = 0; n < count; n++) {
                ConnectionProfile plain = ConnectionProfile.DEFAULT.withProtection(false, false);
                files.add(BenchFile.open(target.connect(plain), target.share(), "growth.dat"));
            }
            files.getFirst().fill();
            readFor(files, roundNanos / 2);
            Tally tally = new Tally();
            Tally.Start start = Tally.start(target);
            long began = System.nanoTime();
            double operations = readFor(files, roundNanos);
            tally.add(start, operations, (System.nanoTime() - began) / 1e9);
            return tally;
        } finally {
            for (BenchFile file : files) {
                file.close();
            }
        }
    }

    private static long readFor(List<BenchFile> files, long nanos)
            throws IOException, InterruptedException {
        LongAdder done = new LongAdder();
        long end = System.nanoTime() + nanos;
        List<FutureTask<Boolean>> readers = new ArrayList<>();
        for (BenchFile file : files) {
            readers.add(
                    new FutureTask<>(
                            () -> {
                                while (System.nanoTime() < end) {
                                    file.touch();
                                    done.increment();
                                }
                                return true;
                            }));
        }
        runAll(readers);
        return done.sum();
    }

    private static void runAll(List<FutureTask<Boolean>> tasks)
            throws IOException, InterruptedException {
        tasks.forEach(task -> Thread.ofVirtual().start(task));
        for (FutureTask<Boolean> task : tasks) {
            try {
                task.get();
            } catch (ExecutionException e) {
                throw new IOException("a client failed", e.getCause());
            }
        }
    }

    /** A folder with very many files of a server's share. */
    interface NamesFolder {
        /** Makes the files, of which the most are there perhaps. */
        void fill(Target target) throws IOException;

        /** The name of a file within the share. */
        String file(int number);
    }
}
