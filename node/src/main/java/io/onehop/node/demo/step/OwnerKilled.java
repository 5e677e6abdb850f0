package io.onehop.node.demo.step;

import io.onehop.client.Share;
import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.Units;
import io.onehop.node.demo.Await;
import io.onehop.node.demo.CheckedLoad;
import io.onehop.node.demo.NotSeenException;
import io.onehop.node.demo.Outcome;
import io.onehop.node.demo.Plan;
import io.onehop.node.demo.Stage;
import io.onehop.node.demo.Step;
import io.onehop.node.demo.Timeline;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;

/** A node dies under load and another takes its volume over. */
public final class OwnerKilled implements Step {
    private static final int ANSWERS = 500;
    private static final int PATIENCE_SECONDS = 60;

    /** What was promised is half of this; a busy machine is no reason to fail. */
    private static final long LIMIT_MILLIS = 10_000;

    @Override
    public String title() {
        return "The owner of Volume1 is killed (kill -9) while the client works";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        CheckedLoad load = stage.load();
        Share share = stage.client().share(Plan.share(1));
        String volume = Plan.volume(1);
        String victim = stage.cluster().owner(volume);
        stage.awaitAtOwner(1, PATIENCE_SECONDS);
        load.mark();
        Instant when = Instant.now();
        long start = System.nanoTime();
        stage.cluster().child(victim).kill();
        Await.until(
                "another node to own " + volume,
                PATIENCE_SECONDS,
                () -> {
                    String owner = stage.cluster().owner(volume);
                    return !owner.isEmpty() && !owner.equals(victim);
                });
        long millis = (System.nanoTime() - start) / 1_000_000;
        String heir = stage.cluster().owner(volume);
        stage.owners().put(volume, heir);
        load.awaitAnswers(ANSWERS, PATIENCE_SECONDS);
        stage.awaitAtOwner(1, PATIENCE_SECONDS);
        load.awaitAnswers(ANSWERS, PATIENCE_SECONDS);
        double pause = load.longestPauseMillis();
        stage.timeline()
                .happened(
                        when,
                        victim + " killed, " + volume + " taken over",
                        share.name(),
                        new Timeline.Way(victim, heir),
                        pause);
        return Outcome.of(
                millis < LIMIT_MILLIS && stage.node(share).equals(heir),
                String.format(
                        Locale.ROOT,
                        "%s took %s over %s after the death of %s; the client paused for %.0f ms"
                                + " and goes on",
                        heir,
                        volume,
                        Units.millis(millis),
                        victim,
                        pause));
    }
}
