package io.onehop.trials.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What rounds of some work with one server came to, and what they cost the machine. */
final class Tally {
    private final List<Double> rates = new ArrayList<>();
    private double seconds;
    private double wallNanos;
    private double serverNanos;
    private double clientNanos;
    private double idleNanos;
    private double operations;

    /** Processor times when a round began. */
    record Start(Target target, long nanos, long serverNanos, long clientNanos, long idleNanos) {}

    static Start start(Target target) throws IOException {
        return new Start(
                target,
                System.nanoTime(),
                target.cpuNanos(),
                ProcessCost.clientCpuNanos(),
                ProcessCost.idleNanos());
    }

    /** A round has ended. */
    void add(Start start, double done, double took) throws IOException {
        wallNanos += (double) (System.nanoTime() - start.nanos);
        idleNanos += (double) (ProcessCost.idleNanos() - start.idleNanos);
        clientNanos += (double) (ProcessCost.clientCpuNanos() - start.clientNanos);
        serverNanos += (double) (start.target.cpuNanos() - start.serverNanos);
        rates.add(done / took);
        seconds += took;
        operations += done;
    }

    /** Operations a second, the median of the rounds. */
    double rate() {
        return Report.median(rates);
    }

    /** Processor time of the server for an operation. */
    double serverMicros() {
        return serverNanos / operations / 1e3;
    }

    /** How many processors the client kept busy. */
    double clientProcessors() {
        return clientNanos / 1e9 / seconds;
    }

    @Override
    public String toString() {
        double idle = idleNanos / wallNanos / Runtime.getRuntime().availableProcessors();
        return "%s /s, %s us of CPU each, its client %s, machine idle %s %%"
                .formatted(
                        Report.number(rate()),
                        Report.number(serverMicros()),
                        Report.number(clientNanos / operations / 1e3),
                        Report.number(100 * idle));
    }
}
