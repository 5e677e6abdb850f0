package io.onehop.node.demo.step;

import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.demo.NotSeenException;
import io.onehop.node.demo.Outcome;
import io.onehop.node.demo.Plan;
import io.onehop.node.demo.Stage;
import io.onehop.node.demo.Step;
import io.onehop.node.demo.Timeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The balancer evens out what a move made uneven. */
public final class Evened implements Step {
    private static final int BALANCE_SECONDS = 60;
    private static final int FOLLOW_SECONDS = 60;

    @Override
    public String title() {
        return "One node owns two volumes now: the balancer evens it out";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        Map<String, String> after = stage.cluster().awaitBalance(BALANCE_SECONDS);
        List<String> moved = new ArrayList<>();
        for (int i = 1; i <= Plan.NODES; i++) {
            String volume = Plan.volume(i);
            String from = stage.owners().getOrDefault(volume, "-");
            String to = after.getOrDefault(volume, "-");
            if (!from.equals(to)) {
                moved.add(volume + " went from " + from + " to " + to);
                stage.timeline()
                        .happened(
                                stage.cluster().ownedSince(volume),
                                volume + " moved by the balancer",
                                Plan.share(i),
                                new Timeline.Way(from, to));
            }
        }
        stage.owners().putAll(after);
        stage.awaitAtOwner(1, FOLLOW_SECONDS);
        stage.awaitAtOwner(2, FOLLOW_SECONDS);
        stage.load().check();
        return Outcome.of(
                !moved.isEmpty(), String.join(", ", moved) + "; the client uses both at the owner");
    }
}
