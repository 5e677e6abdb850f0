package io.onehop.node.demo.step;

import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.Table;
import io.onehop.node.demo.NotSeenException;
import io.onehop.node.demo.Outcome;
import io.onehop.node.demo.Plan;
import io.onehop.node.demo.Stage;
import io.onehop.node.demo.Step;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** New volumes are spread over the nodes. */
public final class VolumesBalanced implements Step {
    private static final int BALANCE_SECONDS = 30;

    @Override
    public String title() {
        return "Three volumes with a share each: the cluster spreads them";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        stage.cluster().furnish();
        Map<String, String> owners = stage.cluster().awaitBalance(BALANCE_SECONDS);
        stage.owners().putAll(owners);
        Table table = new Table(List.of("volume", "owner", "share"));
        for (int i = 1; i <= Plan.NODES; i++) {
            String volume = Plan.volume(i);
            table.row(List.of(volume, owners.getOrDefault(volume, "-"), Plan.share(i)));
        }
        stage.screen().table(table);
        boolean spread = new HashSet<>(owners.values()).size() == Plan.NODES;
        return Outcome.of(spread, "each node owns one volume");
    }
}
