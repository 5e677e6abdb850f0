package io.onehop.trials.bench;

import io.onehop.client.connection.ConnectionProfile;
import io.onehop.client.connection.Credentials;
import io.onehop.client.connection.SmbSession;
import io.onehop.node.admin.ApiException;
import io.onehop.wire.smb2.Dialect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One node of ours and one Samba, in turn, with the same clients on the same kind of files: how
 * much each does in a second, and at what cost of processor. Neither insists on signing.
 */
final class PeerBench implements AutoCloseable {
    private static final String ADDRESS = "127.0.4.30";
    private static final String PEER_ADDRESS = "127.0.4.31";
    private static final int SMB_PORT = 445;
    private static final String PEER_USER = "bench";

    /** In each round; three make 20,000. */
    private static final int FILES = 7_000;

    /** A server runs for months, and its code is compiled in the first minute of a work. */
    private static final int WARM_SECONDS = 12;

    private static final int FIRST_WARM_SECONDS = 40;

    /** Of work that makes or removes files, which has as much to do as there are files. */
    private static final int WARM_ROUNDS = 5;

    private static final int ANY = Integer.MAX_VALUE;
    private static final int NAMES = 100_000;
    private static final double MOST_CPU = 0.8;

    /**
     * smbtorture has one thread. When it takes about all of a processor it is the limit, and the
     * server is judged by its own processor time.
     */
    private static final double ALL_OF_ONE = 0.9;

    private static final Pattern COUNTED =
            Pattern.compile("(?:echo|read|open|setup)\\[num/s=(\\d+)");

    /** What one round of a row came to. */
    private record Round(double operations, double seconds) {}

    /** A row of the table: does its work with a server for one round. */
    @FunctionalInterface
    private interface Job {
        Round run(Target target, int round) throws IOException, InterruptedException;
    }

    /**
     * A row of the table.
     *
     * @param least times of Samba's throughput
     * @param judgesCpu whether an operation may cost at most {@link #MOST_CPU} of Samba's
     * @param warmRounds how many rounds, numbered 0 and down, are done to warm up; {@link #ANY}
     *     number for a time
     */
    private record Row(String name, double least, boolean judgesCpu, int warmRounds, Job job) {}

    private final Path home;
    private final Path folder;
    private final Path peerFolder;
    private final List<Target> targets = new ArrayList<>();
    private final Report report;
    private final int rounds;
    private final int seconds;
    private boolean warm;

    /** Starts Samba beside a cluster of one node. */
    PeerBench(Path home, Path folder, BenchCluster cluster, Report report)
            throws IOException, InterruptedException {
        this.home = home;
        this.report = report;
        rounds = Integer.getInteger("bench.rounds", 3);
        seconds = Integer.getInteger("bench.seconds", 4);
        this.folder = folder;
        peerFolder = folder.resolve("peer");
        // Samba works as the user that is logged on.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        BenchCluster.Node node = cluster.nodes().getFirst();
        targets.add(
                new Target(
                        "onehop",
                        node.smb(),
                        BenchCluster.share(1),
                        cluster.folder(1),
                        Credentials.of(BenchCluster.USER, BenchCluster.PASSWORD),
                        BenchCluster.PASSWORD,
                        node.pid()));
        long pid =
                Long.parseLong(
                        run(List.of(
                                        home.resolve("bin/peer-samba").toString(),
                                        "start",
                                        peerFolder.toString(),
                                        PEER_ADDRESS,
                                        BenchCluster.PASSWORD))
                                .strip());
        targets.add(
                new Target(
                        "samba",
                        new InetSocketAddress(InetAddress.ofLiteral(PEER_ADDRESS), SMB_PORT),
                        "peer",
                        peerFolder.resolve("share"),
                        Credentials.of(PEER_USER, BenchCluster.PASSWORD),
                        BenchCluster.PASSWORD,
                        pid));
    }

    static void run(Path home, Path folder, String only, Report report)
            throws IOException, ApiException, InterruptedException {
        try (BenchCluster cluster =
                BenchCluster.start(home, folder.resolve("one"), List.of(ADDRESS))) {
            cluster.set("signing-required", "false");
            try (PeerBench bench = new PeerBench(home, folder, cluster, report)) {
                bench.measure(only);
            }
        }
    }

    private List<Row> rows() {
        ConnectionProfile plain = ConnectionProfile.DEFAULT.withProtection(false, false);
        ConnectionProfile signed = ConnectionProfile.DEFAULT.withProtection(true, false);
        ConnectionProfile encrypted = ConnectionProfile.DEFAULT.withProtection(false, true);
        // These sign with AES-CMAC and encrypt with AES-CCM.
        ConnectionProfile older =
                ConnectionProfile.DEFAULT.withDialects(Dialect.SMB_3_0, Dialect.SMB_3_0_2);
        List<Row> rows = new ArrayList<>();
        rows.add(torture("echo, 4 connections, 1 deep", 1.3, "echo", 4, 1, 0));
        rows.add(torture("echo, 4 connections, 16 deep", 1.3, "echo", 4, 16, 0));
        rows.add(torture("read 4 KiB, 4 connections, 1 deep", 1.3, "read", 4, 1, 4 << 10));
        rows.add(torture("read 64 KiB, 4 connections, 8 deep", 1.3, "read", 4, 8, 64 << 10));
        rows.add(torture("read 1 MiB, 2 connections, 8 deep", 1.3, "read", 2, 8, 1 << 20));
        rows.add(
                torture(
                        "open and close one path, 4 connections",
                        1.5,
                        "path-contention-shared",
                        4,
                        1,
                        0));
        rows.add(torture("session set-up, 4 connections", 2, "session-setup", 4, 1, 0));
        rows.add(io("write 4 KiB random, 16 deep", plain, 4 << 10, 16, true, true));
        rows.add(io("write 64 KiB sequential, 8 deep", plain, 64 << 10, 8, true, false));
        rows.add(io("write 1 MiB sequential, 4 deep", plain, 1 << 20, 4, true, false));
        rows.add(io("signed: write 64 KiB sequential, 8 deep", signed, 64 << 10, 8, true, false));
        rows.add(io("signed: read 1 MiB sequential, 4 deep", signed, 1 << 20, 4, false, false));
        rows.add(
                io(
                        "encrypted: write 64 KiB sequential, 8 deep",
                        encrypted,
                        64 << 10,
                        8,
                        true,
                        false));
        rows.add(
                io(
                        "encrypted: read 1 MiB sequential, 4 deep",
                        encrypted,
                        1 << 20,
                        4,
                        false,
                        false));
        rows.add(
                io(
                        "signed with CMAC: write 64 KiB sequential, 8 deep",
                        older.withProtection(true, false),
                        64 << 10,
                        8,
                        true,
                        false));
        rows.add(
                io(
                        "encrypted with CCM: write 64 KiB sequential, 8 deep",
                        older.withProtection(false, true),
                        64 << 10,
                        8,
                        true,
                        false));
        rows.add(files("files: create, write 4 KiB, close", WARM_ROUNDS, SmallFiles::write));
        rows.add(files("files: open and close (stat), made before", ANY, SmallFiles::stat));
        rows.add(files("files: remove", WARM_ROUNDS, SmallFiles::remove));
        rows.add(new Row("list " + NAMES + " names", 2, false, ANY, this::list));
        return rows;
    }

    private void measure(String only) throws IOException, InterruptedException {
        for (Row row : rows()) {
            if (row.name.contains(only)) {
                measure(row);
            }
        }
        ScaleBench scale = new ScaleBench(targets, report, seconds);
        if ("growth".contains(only)) {
            scale.growth();
        }
        if ("opens".contains(only)) {
            scale.opens(new Names());
        }
        if ("idle connections".contains(only)) {
            scale.connections();
        }
    }

    private void measure(Row row) throws IOException, InterruptedException {
        List<Tally> tallies = List.of(new Tally(), new Tally());
        warmUp(row);
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < targets.size(); i++) {
                Target target = targets.get(i);
                Tally.Start start = Tally.start(target);
                Round done = row.job.run(target, round);
                tallies.get(i).add(start, done.operations, done.seconds);
            }
        }
        report.title(row.name);
        for (int i = 0; i < targets.size(); i++) {
            report.value("  " + targets.get(i).name(), tallies.get(i).toString());
        }
        Tally ours = tallies.getFirst();
        Tally peers = tallies.getLast();
        double faster = ours.rate() / peers.rate();
        if (row.judgesCpu && faster < row.least && ours.clientProcessors() > ALL_OF_ONE) {
            report.excused(
                    "  onehop / samba: throughput", faster, row.least, "the client has no more");
        } else {
            report.atLeast("  onehop / samba: throughput", faster, row.least, "");
        }
        double costs = ours.serverMicros() / peers.serverMicros();
        String name = "  onehop / samba: server's CPU an operation";
        if (row.judgesCpu) {
            report.below(name, costs, MOST_CPU, "");
        } else {
            report.value(name, Report.number(costs));
        }
    }

    /** Rounds that do not count: one of Samba's, of ours until what they need is compiled. */
    private void warmUp(Row row) throws IOException, InterruptedException {
        int most = warm ? WARM_SECONDS : FIRST_WARM_SECONDS;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(most);
        int round = 0;
        do {
            row.job.run(targets.getFirst(), round--);
        } while (row.warmRounds == ANY ? System.nanoTime() < end : -round < row.warmRounds);
        row.job.run(targets.getLast(), 0);
        warm = true;
    }

    /** One of smbtorture's own loads. */
    private Row torture(
            String name, double least, String bench, int connections, int depth, int bytes) {
        return new Row(
                name,
                least,
                !bench.equals("session-setup"),
                ANY,
                (target, round) -> {
                    List<String> command =
                            new ArrayList<>(
                                    List.of(
                                            "smbtorture",
                                            "//"
                                                    + target.address().getAddress().getHostAddress()
                                                    + "/"
                                                    + target.share(),
                                            "-p",
                                            Integer.toString(target.address().getPort()),
                                            "-U",
                                            "bench%" + target.password(),
                                            "--option=torture:progress=no",
                                            "--option=torture:timelimit=" + seconds,
                                            "--option=torture:nprocs=" + connections,
                                            "--option=torture:qdepth=" + depth));
                    if (bytes > 0) {
                        command.add("--option=torture:io_size=" + bytes);
                    }
                    if (bench.startsWith("path")) {
                        command.add("--option=torture:bench_path=");
                    }
                    command.add("smb2.bench." + bench);
                    Matcher counted = COUNTED.matcher(run(command));
                    double rate = 0;
                    while (counted.find()) {
                        rate = Double.parseDouble(counted.group(1));
                    }
                    if (rate == 0) {
                        throw new IOException("smbtorture counted nothing: " + name);
                    }
                    return new Round(rate * seconds, seconds);
                });
    }

    private Row io(
            String name,
            ConnectionProfile profile,
            int bytes,
            int depth,
            boolean write,
            boolean random) {
        Work work = new Work(name, write, bytes, depth, random);
        return new Row(
                name,
                1.2,
                false,
                ANY,
                (target, round) -> {
                    try (BenchFile file =
                            BenchFile.open(target.connect(profile), target.share(), "bench.dat")) {
                        if (round == 0) {
                            file.fill();
                        }
                        BenchFile.Result result =
                                file.run(work, TimeUnit.SECONDS.toNanos(seconds) / 2);
                        return new Round(result.operations(), result.nanos() / 1e9);
                    }
                });
    }

    /** Work that any number of rounds may do has one folder to warm up on. */
    private Row files(String name, int warmRounds, SmallFiles.Step step) {
        return new Row(
                name,
                1.5,
                false,
                warmRounds,
                (target, round) -> {
                    try (SmbSession session = target.connect(ConnectionProfile.DEFAULT)) {
                        SmallFiles files = new SmallFiles(session, target.tree(session));
                        String folder = "small" + (warmRounds == ANY ? Math.max(0, round) : round);
                        files.makeFolder(folder);
                        long began = System.nanoTime();
                        files.each(folder, FILES, step);
                        return new Round(FILES, (System.nanoTime() - began) / 1e9);
                    }
                });
    }

    private Round list(Target target, int round) throws IOException {
        try (SmbSession session = target.connect(ConnectionProfile.DEFAULT)) {
            SmallFiles files = new SmallFiles(session, target.tree(session));
            new Names().fill(target);
            long began = System.nanoTime();
            if (files.list("names") < NAMES) {
                throw new IOException("names are missing at " + target.name());
            }
            return new Round(1, (System.nanoTime() - began) / 1e9);
        }
    }

    private static String listed(int number) {
        return "a name of usual length " + number + ".txt";
    }

    /** The folder of many names, as the host sees it. */
    private static final class Names implements ScaleBench.NamesFolder {
        @Override
        public void fill(Target target) throws IOException {
            try (SmbSession session = target.connect(ConnectionProfile.DEFAULT)) {
                new SmallFiles(session, target.tree(session)).makeFolder("names");
            }
            Path folder = target.folder().resolve("names");
            Path last = folder.resolve(listed(NAMES - 1));
            for (int i = 0; !Files.exists(last); i++) {
                Path file = Files.createFile(folder.resolve(listed(i)));
                // Samba works as the user that is logged on, who made the folder.
                Files.setOwner(file, Files.getOwner(folder));
            }
        }

        @Override
        public String file(int number) {
            return "names\\" + listed(number);
        }
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("onehop-bench", ".out");
        try {
            Process process =
                    new ProcessBuilder(command)
                            // smbtorture leaves a folder where it runs.
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " did not end");
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + text);
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run(List.of(home.resolve("bin/peer-samba").toString(), "stop", peerFolder.toString()));
    }
}
