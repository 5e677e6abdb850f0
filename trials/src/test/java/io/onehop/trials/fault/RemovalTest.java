package io.onehop.trials.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.trials.harness.Await;
import io.onehop.trials.harness.Trial;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node that was removed from its cluster while it runs. */
@Tag("fault")
@ExtendWith(Trial.class)
class RemovalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void stopsAndForgetsWhatAdmitsNodes(TrialCluster cluster) throws IOException {
        TrialNode removed = cluster.node("fs3");
        cluster.onehop("node", "pause", "fs3");
        cluster.onehop("node", "remove", "fs3");
        Await.until("the node to stop", PATIENCE, () -> !removed.alive());
        assertThat(removed.logText()).contains("node fs3 was removed from its cluster and stops");
        try (Stream<Path> files = Files.walk(cluster.folder().resolve("fs3"))) {
            List<String> names = files.map(p -> p.getFileName().toString()).toList();
            assertThat(names).contains("node.json").doesNotContain("ca-key.pem", "admin.token");
        }
        removed.start();
        Await.until("the second start to fail", PATIENCE, () -> !removed.alive());
        assertThat(removed.tail()).contains("was removed from its cluster");
        assertThat(cluster.list("node", "list")).hasSize(2);
    }
}
