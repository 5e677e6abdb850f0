package io.onehop.trials.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node: a process of its own, which can be killed, stopped and resumed. */
public final class TrialNode {
    /** Processes that a test which is broken off would leave behind. */
    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("end-nodes").unstarted(TrialNode::endAll));
    }

    private final String name;
    private final List<String> addresses;
    private final Path state;
    private final Path log;
    private final Path onehop;
    private final Map<String, String> environment;
    private @Nullable Process process;
    private boolean stopped;

    TrialNode(
            String name,
            List<String> addresses,
            Path folder,
            Path onehop,
            Map<String, String> environment) {
        this.name = name;
        this.addresses = List.copyOf(addresses);
        this.state = folder.resolve(name);
        this.log = folder.resolve(name + ".log");
        this.onehop = onehop;
        this.environment = environment;
    }

    public String name() {
        return name;
    }

    /** The first of its addresses, by which the other nodes know it too. */
    public String address() {
        return addresses.getFirst();
    }

    /** Its addresses for clients, each in another network. */
    public List<String> addresses() {
        return addresses;
    }

    Path state() {
        return state;
    }

    /** Runs the node that was made in its folder. */
    public void start() {
        ProcessBuilder builder =
                new ProcessBuilder(
                                onehop.toString(), "node", "run", "--state-dir", state.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Process started = builder.start();
            process = started;
            STARTED.add(started);
            started.onExit().thenRun(() -> STARTED.remove(started));
            stopped = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean alive() {
        return process != null && process.isAlive();
    }

    public boolean stopped() {
        return stopped;
    }

    private Process running() {
        Process p = process;
        if (p == null || !p.isAlive()) {
            throw new AssertionError("node " + name + " does not run:\n" + tail());
        }
        return p;
    }

    public long pid() {
        return running().pid();
    }

    /** As a power cut, as far as the process is concerned. */
    public void kill() {
        Process p = running();
        p.destroyForcibly();
        join(p, Duration.ofSeconds(10));
    }

    /** Asks it to end in order. */
    public void terminate() {
        Process p = process;
        if (p != null && p.isAlive()) {
            if (stopped) {
                resume();
            }
            p.destroy();
            if (!join(p, Duration.ofSeconds(20))) {
                p.destroyForcibly();
                join(p, Duration.ofSeconds(10));
            }
        }
    }

    /** Without waiting, whatever its state: when the tests end before they could clean up. */
    private static void endAll() {
        STARTED.forEach(Process::destroyForcibly);
    }

    private static boolean join(Process p, Duration deadline) {
        try {
            return p.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The process gets no time until it is resumed; its sockets stay. */
    public void stop() {
        signal("STOP");
        stopped = true;
    }

    public void resume() {
        signal("CONT");
        stopped = false;
    }

    private void signal(String signal) {
        Tool.of("kill", "-" + signal, Long.toString(pid())).run(Duration.ofSeconds(5)).expectOk();
    }

    /** Resident memory in bytes, as the kernel counts it. */
    public long residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status")).stream()
                    .filter(l -> l.startsWith("VmRSS:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processor time used so far, in milliseconds. */
    public long cpuMillis() {
        return running().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
    }

    public String logText() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of its log, for the report of a failure. */
    public String tail() {
        String text = logText();
        return text.substring(Math.max(0, text.length() - 4_000));
    }
}
