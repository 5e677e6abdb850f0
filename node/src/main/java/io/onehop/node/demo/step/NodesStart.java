package io.onehop.node.demo.step;

import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.Units;
import io.onehop.node.demo.NotSeenException;
import io.onehop.node.demo.Outcome;
import io.onehop.node.demo.Plan;
import io.onehop.node.demo.Stage;
import io.onehop.node.demo.Step;
import java.io.IOException;

/** Three processes become a cluster. */
public final class NodesStart implements Step {
    @Override
    public String title() {
        return "Three node processes start and form the cluster SOFS1";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        long start = System.nanoTime();
        stage.cluster().start();
        for (Plan.Place each : stage.plan().places()) {
            stage.screen()
                    .detail(
                            each.name()
                                    + " at "
                                    + String.join(", ", each.addresses())
                                    + ", process "
                                    + stage.cluster().child(each.name()).pid());
        }
        boolean up = true;
        for (Plan.Place each : stage.plan().places()) {
            up &= stage.cluster().isUp(each.name());
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        return Outcome.of(up, "all nodes are up after " + Units.millis(millis));
    }
}
