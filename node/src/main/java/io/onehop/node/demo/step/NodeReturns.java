package io.onehop.node.demo.step;

import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.Units;
import io.onehop.node.demo.NodeChild;
import io.onehop.node.demo.NotSeenException;
import io.onehop.node.demo.Outcome;
import io.onehop.node.demo.Plan;
import io.onehop.node.demo.Stage;
import io.onehop.node.demo.Step;
import io.onehop.node.demo.Timeline;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** A node that died comes back and is given a volume again. */
public final class NodeReturns implements Step {
    private static final int BALANCE_SECONDS = 60;
    private static final int FOLLOW_SECONDS = 60;

    @Override
    public String title() {
        return "The killed node starts again";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        NodeChild child = stage.cluster().child(down(stage));
        Instant when = Instant.now();
        long start = System.nanoTime();
        child.start();
        stage.cluster().awaitUp();
        long millis = (System.nanoTime() - start) / 1_000_000;
        stage.timeline()
                .happened(when, child.name() + " started again", "-", new Timeline.Way("-", "-"));
        stage.screen().detail(child.name() + " is up after " + Units.millis(millis));
        Map<String, String> after = stage.cluster().awaitBalance(BALANCE_SECONDS);
        String given = "";
        for (int i = 1; i <= Plan.NODES; i++) {
            String volume = Plan.volume(i);
            if (child.name().equals(after.get(volume))) {
                given = volume;
                stage.timeline()
                        .happened(
                                stage.cluster().ownedSince(volume),
                                volume + " moved by the balancer",
                                Plan.share(i),
                                new Timeline.Way(
                                        stage.owners().getOrDefault(volume, "-"), child.name()));
            }
        }
        stage.owners().putAll(after);
        stage.awaitAtOwner(1, FOLLOW_SECONDS);
        stage.awaitAtOwner(2, FOLLOW_SECONDS);
        return Outcome.of(
                !given.isEmpty(), child.name() + " owns " + given + " now; the client follows");
    }

    private static String down(Stage stage)
            throws ApiException, CliException, IOException, NotSeenException {
        for (Plan.Place each : stage.plan().places()) {
            if (!stage.cluster().isUp(each.name())) {
                return each.name();
            }
        }
        throw new NotSeenException("no node is down");
    }
}
