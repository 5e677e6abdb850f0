package io.onehop.node.demo;

import io.onehop.node.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node as a process of its own. It ends when its standard input ends, so that it cannot outlive
 * this process, even if this one is killed. Thread safe.
 */
public final class NodeChild {
    private static final int LOG_LINES = 5;

    private final String name;
    private final Path stateFolder;
    private final Path log;
    private final boolean leavesArchive;
    private @Nullable Process process;

    /**
     * @param leavesArchive whether it may write the class archive that makes later starts quicker;
     *     of several nodes one is enough
     */
    NodeChild(String name, Path stateFolder, Path log, boolean leavesArchive) {
        this.name = name;
        this.stateFolder = stateFolder;
        this.log = log;
        this.leavesArchive = leavesArchive;
    }

    public String name() {
        return name;
    }

    Path stateFolder() {
        return stateFolder;
    }

    public synchronized void start() throws CliException, IOException {
        String home = System.getProperty("onehop.home");
        if (home == null) {
            throw new CliException("start the demo with ./onehop demo: it knows how nodes start");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(home, "bin", "java-onehop").toString());
        command.add(System.getProperty("java.home"));
        command.add(Path.of(home, "node", "target", "dist").toString());
        command.addAll(List.of("node", "run", "--until-input-ends", "--state-dir"));
        command.add(stateFolder.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        if (!leavesArchive) {
            builder.environment()
                    .merge(
                            "ONEHOP_JAVA_OPTIONS",
                            "-XX:-AutoCreateSharedArchive",
                            (own, more) -> own + " " + more);
        }
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        process = builder.start();
    }

    public synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    /** Fails with the end of its log if the process is gone. */
    void mustRun() throws IOException, NotSeenException {
        Process p;
        synchronized (this) {
            p = process;
        }
        if (p != null && p.isAlive()) {
            return;
        }
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        List<String> end = lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
        throw new NotSeenException("node " + name + " ended by itself: " + String.join(" / ", end));
    }

    /** As {@code kill -9} does; returns when it is gone. */
    public void kill() throws InterruptedException {
        Process p;
        synchronized (this) {
            p = process;
        }
        if (p != null) {
            p.destroyForcibly().waitFor();
        }
    }

    /** Asks it to end in order. */
    synchronized void ask() {
        if (process != null) {
            process.destroy();
        }
    }

    /** Ends it with force if it does not end by itself in this time. */
    void end(long millis) throws InterruptedException {
        Process p;
        synchronized (this) {
            p = process;
        }
        if (p != null && !p.waitFor(Math.max(0, millis), TimeUnit.MILLISECONDS)) {
            p.destroyForcibly().waitFor();
        }
    }
}
