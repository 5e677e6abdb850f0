package io.onehop.trials.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.trials.harness.Await;
import io.onehop.trials.harness.Tool;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients write and read checked data through all nodes while volumes move and nodes are killed,
 * stopped and resumed at random, one node at a time. A seed gives the same faults in the same
 * order, though not at the same instants.
 */
final class RandomTrial {
    private enum Fault {
        MOVE,
        KILL,
        STOP,
        PAUSE_AND_RESUME
    }

    private final TrialCluster cluster;
    private final Random random;
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);

    RandomTrial(TrialCluster cluster, long seed) {
        this.cluster = cluster;
        this.random = new Random(seed);
    }

    /** Runs for so long; says what happened. */
    String run(Duration time) throws IOException {
        try (Workload workload = new Workload(cluster, 3)) {
            workload.start();
            long end = System.nanoTime() + time.toNanos();
            for (int i = 0; System.nanoTime() - end < 0; i++) {
                // Each kind at first, then any.
                Fault fault = Fault.values()[i < 4 ? i : random.nextInt(4)];
                happen(fault);
                done.merge(fault, 1, Integer::sum);
                assertThat(workload.violation()).as("after " + fault).isNull();
                awaitProgress(workload, fault);
            }
            workload.end();
            workload.checkAll();
            assertThat(workload.violation()).isNull();
            assertThat(done).containsOnlyKeys(Fault.values());
            return done + ": " + workload;
        }
    }

    /** After a fault and its end all shares must be written and read again. */
    private static void awaitProgress(Workload workload, Fault fault) {
        long writes = workload.writes();
        long reads = workload.reads();
        Await.until(
                "clients to go on after " + fault,
                Duration.ofSeconds(90),
                () -> workload.writes() > writes + 30 && workload.reads() > reads + 30,
                () -> workload);
    }

    private void happen(Fault fault) {
        TrialNode victim = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
        switch (fault) {
            case MOVE -> {
                String volume = "Volume" + (1 + random.nextInt(3));
                // It may be there already, which is refused: nothing is lost then either.
                Tool.Result moved =
                        cluster.tool("volume", "move", volume, "--to", victim.name())
                                .run(Duration.ofMinutes(2));
                assertThat(moved.ok() || !moved.output().contains("Exception")).isTrue();
            }
            case KILL -> {
                victim.kill();
                let(random.nextInt(6_000));
                victim.start();
                cluster.awaitUp(victim);
            }
            case STOP -> {
                victim.stop();
                let(random.nextInt(7_000));
                victim.resume();
                cluster.awaitUp(victim);
            }
            case PAUSE_AND_RESUME -> {
                cluster.tool("node", "pause", victim.name()).run(Duration.ofMinutes(2));
                cluster.onehop("node", "resume", victim.name());
            }
        }
    }

    /** The time that a fault lasts. */
    private static void let(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
