package io.onehop.trials.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    static long residentBytes(long pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
        for (String line : lines) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new IOException("process " + pid + " has no resident memory");
    }
}
