package io.onehop.node.demo;

import io.onehop.cluster.state.Ports;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.ProgressBar;
import io.onehop.node.cli.Terminal;
import io.onehop.node.cli.Units;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One demonstration, from an empty folder to the end of all that it started. Closed by the thread
 * that tells the story or, when the process is told to end, by a hook.
 */
final class Demo implements AutoCloseable {
    /** The source, its copies, and room for logs. */
    private static final long NEEDED_BYTES = 2L << 30;

    private static final List<Path> FILES = List.of(Path.of("/usr/share"), Path.of("/usr/lib"));

    private final Plan plan;
    private final Path folder;
    private final boolean temporary;
    private final Terminal terminal;
    private final Screen screen;
    private final DemoCluster cluster;
    private volatile @Nullable Stage stage;
    private volatile boolean failed;
    private volatile boolean interrupted;
    // Guarded by this.
    private boolean closed;

    private Demo(Plan plan, Path folder, boolean temporary, Terminal terminal) throws IOException {
        this.plan = plan;
        this.folder = folder;
        this.temporary = temporary;
        this.terminal = terminal;
        this.screen = new Screen(terminal);
        this.cluster = new DemoCluster(plan, folder, terminal.environment());
    }

    /**
     * @param chosen an empty or missing folder; null to make one
     */
    static Demo open(Plan plan, @Nullable Path chosen, Terminal terminal)
            throws CliException, IOException {
        Path folder =
                chosen == null
                        ? Files.createTempDirectory("onehop-demo-")
                        : Files.createDirectories(chosen.toAbsolutePath());
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new CliException(folder + " is not empty: choose another --dir or empty it");
            }
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < NEEDED_BYTES) {
            Files.delete(folder);
            throw new CliException(
                    "the demo needs "
                            + Units.bytes(NEEDED_BYTES)
                            + " and "
                            + folder
                            + " has "
                            + Units.bytes(free)
                            + " left: choose another place with --dir");
        }
        Demo demo = new Demo(plan, folder, chosen == null, terminal);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("demo-end")
                                .unstarted(
                                        () -> {
                                            demo.interrupted = true;
                                            demo.close();
                                        }));
        return demo;
    }

    /** Whether every step was seen to be true. */
    boolean tell() throws IOException, InterruptedException {
        long start = System.nanoTime();
        screen.line("Onehop demo: cluster " + Plan.CLUSTER + ", state in " + folder);
        SourceTree source = collect();
        Stage made = new Stage(plan, cluster, source, screen);
        stage = made;
        if (!Story.usual().tell(made)) {
            // A step that fails because everything is being ended says nothing.
            failed = !interrupted;
            return false;
        }
        screen.line("");
        screen.line("What happened, and how long the client paused:");
        made.timeline().table().print(terminal.out());
        screen.line("");
        screen.line(
                "Every step was seen to be true, in "
                        + Units.millis((System.nanoTime() - start) / 1_000_000)
                        + ".");
        return true;
    }

    private SourceTree collect() throws IOException {
        long start = System.nanoTime();
        SourceTree source;
        try (ProgressBar bar = screen.bar("collecting files", SourceTree.Need.USUAL.bytes())) {
            source =
                    SourceTree.collect(
                            folder.resolve("source"),
                            SourceTree.Need.USUAL,
                            Path.of(System.getProperty("java.home")),
                            FILES,
                            bar::advance);
        }
        screen.line(
                "Files to work with: "
                        + source.all().size()
                        + " of this machine, "
                        + Units.bytes(source.bytes())
                        + " ("
                        + Units.millis((System.nanoTime() - start) / 1_000_000)
                        + ")");
        return source;
    }

    /** How to go on by hand. */
    void tellReady() {
        Ports ports = plan.ports();
        boolean standard = ports.equals(Ports.DEFAULTS);
        String first = plan.places().getFirst().addresses().getFirst();
        screen.line("");
        screen.line("ready: cluster " + Plan.CLUSTER);
        for (Plan.Place each : plan.places()) {
            screen.line("  node      " + each.name() + "  " + String.join(", ", each.addresses()));
        }
        screen.line(
                "  shares    "
                        + IntStream.rangeClosed(1, Plan.NODES)
                                .mapToObj(Plan::share)
                                .collect(Collectors.joining(", ")));
        screen.line("  user      " + Plan.USER);
        screen.line("  password  " + plan.password());
        screen.line("  logs      " + folder.resolve("logs"));
        screen.line(
                "  try       smbclient //"
                        + first
                        + "/"
                        + Plan.share(1)
                        + (standard ? "" : " -p " + ports.smb())
                        + " -U '"
                        + Plan.USER
                        + "%"
                        + plan.password()
                        + "' -m SMB3_11 -c ls");
        screen.line(
                "            dig @"
                        + first
                        + (standard ? "" : " -p " + ports.dns())
                        + " sofs1 A +short");
        screen.line("            ./onehop volume list");
        screen.line("            ./onehop volume move Volume1 --to fs2");
        screen.line("            ./onehop witness list");
        screen.line("            ./onehop events --follow");
    }

    /** Ends the nodes, and removes a temporary folder unless a step failed. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Stage last = stage;
        if (last != null) {
            last.close();
        }
        try {
            cluster.close();
            if (failed) {
                screen.line("The logs of the nodes are in " + folder.resolve("logs"));
            } else if (temporary) {
                remove(folder);
            }
        } catch (IOException e) {
            screen.line("not all could be put away: " + e);
        }
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes known)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException problem) throws IOException {
                        if (problem != null) {
                            throw problem;
                        }
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
