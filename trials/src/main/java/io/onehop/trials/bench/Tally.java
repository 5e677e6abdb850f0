package io.onehop.trials.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What rounds of some work with one server came to, and what they cost the machine. */
final class Tally {
    private final List<Double> rates = new ArrayList<>();
    private double wallNanos;
    private double serverNanos;
    private double busyNanos;
    private double idleNanos;
    private double operations;

    /** Processor times when a round began. */
    record Start(Target target, long nanos, long serverNanos, ProcessCost.Machine machine) {}

    static Start start(Target target) throws IOException {
        return new Start(target, System.nanoTime(), target.cpuNanos(), ProcessCost.machine());
    }

    /** A round has ended. */
    void add(Start start, double done, double seconds) throws IOException {
        ProcessCost.Machine machine = ProcessCost.machine();
        wallNanos += (double) (System.nanoTime() - start.nanos);
        rates.add(done / seconds);
        serverNanos += start.target.cpuNanos() - start.serverNanos;
        busyNanos += machine.busyNanos() - start.machine.busyNanos();
        idleNanos += machine.idleNanos() - start.machine.idleNanos();
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

    /** Processors that were busy with something else than the server: its client, as a rule. */
    double clientProcessors() {
        return (busyNanos - serverNanos) / wallNanos;
    }

    /**
     * Where the machine is hardly idle and the client takes most of it, the client is the limit.
     */
    @Override
    public String toString() {
        double others = (busyNanos - serverNanos) / operations / 1e3;
        return "%s /s, %s us of CPU each, its client %s, machine idle %s %%"
                .formatted(
                        Report.number(rate()),
                        Report.number(serverMicros()),
                        Report.number(others),
                        Report.number(100 * idleNanos / (busyNanos + idleNanos)));
    }
}
