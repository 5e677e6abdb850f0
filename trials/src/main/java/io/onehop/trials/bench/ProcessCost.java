package io.onehop.trials.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a process costs, as Linux counts it. */
final class ProcessCost {
    // USER_HZ, which Linux gives to programs whatever the kernel's own clock is.
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int USER_TIME = 11;

    private ProcessCost() {}

    /** Processor time since the process began, of all its threads, those that ended too. */
    static long cpuNanos(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The name before the last bracket may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
        return ticks * NANOS_PER_TICK;
    }

    /**
     * The same of a process and its descendants, with those that have ended and were waited for.
     */
    static long familyCpuNanos(long pid) throws IOException {
        while (true) {
            List<Long> family = family(pid);
            long ticks = 0;
            for (long each : family) {
                ticks += ticksUnlessEnded(each);
            }
            // One that ended meanwhile may be in neither number, its own and its parent's.
            if (family.equals(family(pid))) {
                return ticks * NANOS_PER_TICK;
            }
        }
    }

    private static long ticksUnlessEnded(long pid) throws IOException {
        try {
            return ticks(Path.of("/proc", Long.toString(pid), "stat"));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /**
     * Processor time of this process, which is the client or has started it, with that of programs
     * that have ended.
     */
    static long clientCpuNanos() throws IOException {
        return ticks(Path.of("/proc/self/stat")) * NANOS_PER_TICK;
    }

    /** Time in which processors of the machine had nothing to do, since it began. */
    static long idleNanos() throws IOException {
        // user nice system idle iowait irq softirq steal
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1);
        return (Long.parseLong(fields[4]) + Long.parseLong(fields[5])) * NANOS_PER_TICK;
    }

    /** Of a process and of its children that were waited for. */
    private static long ticks(Path stat) throws IOException {
        String text = Files.readString(stat);
        // The name before the last bracket may hold anything.
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = USER_TIME; i < USER_TIME + 4; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }

    /** Private and shared memory of a process and its descendants, what they share counted once. */
    static long familyProportionalBytes(long pid) throws IOException {
        long bytes = 0;
        for (long each : family(pid)) {
            try {
                for (String line :
                        Files.readAllLines(Path.of("/proc", Long.toString(each), "smaps_rollup"))) {
                    if (line.startsWith("Pss:")) {
                        bytes += Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                    }
                }
            } catch (NoSuchFileException e) {
                // It ended meanwhile.
            }
        }
        return bytes;
    }

    private static List<Long> family(long pid) {
        List<Long> all = new ArrayList<>();
        ProcessHandle.of(pid)
                .ifPresent(
                        p -> {
                            all.add(p.pid());
                            p.descendants().map(ProcessHandle::pid).forEach(all::add);
                        });
        return all;
    }

    static long residentBytes(long pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
        for (String line : lines) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new IOException("process " + pid + " has no resident memory");
    }

    /** How many files a process may have open. */
    static int mostOpenFiles(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/limits"))) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring("Max open files".length()).strip().split(" ", 2)[0];
                return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
            }
        }
        throw new IOException("no limit of open files of process " + pid);
    }
}
