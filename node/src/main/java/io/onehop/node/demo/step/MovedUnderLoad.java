package io.onehop.node.demo.step;

import io.onehop.client.Share;
import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.Units;
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

/** A volume moves while a client works on it. */
public final class MovedUnderLoad implements Step {
    private static final int WARM_ANSWERS = 500;
    private static final int PATIENCE_SECONDS = 60;

    @Override
    public String title() {
        return "Volume1 is moved while a client writes and reads on it";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        Share share = stage.client().share(Plan.share(1));
        CheckedLoad load = CheckedLoad.start(share, Copies.LOAD);
        stage.load(load);
        load.awaitAnswers(WARM_ANSWERS, PATIENCE_SECONDS);
        String volume = Plan.volume(1);
        String from = stage.cluster().owner(volume);
        String to = stage.notOwner(from);
        load.mark();
        Instant when = Instant.now();
        long millis = stage.cluster().move(volume, to);
        stage.owners().put(volume, to);
        stage.awaitAtOwner(1, PATIENCE_SECONDS);
        load.awaitAnswers(WARM_ANSWERS, PATIENCE_SECONDS);
        double pause = load.longestPauseMillis();
        stage.timeline()
                .happened(
                        when,
                        volume + " moved by command",
                        share.name(),
                        new Timeline.Way(from, to),
                        pause);
        stage.screen().detail("the cluster took " + Units.millis(millis));
        return Outcome.of(
                stage.node(share).equals(to) && !from.equals(to),
                String.format(
                        Locale.ROOT,
                        "%s and its client went from %s to %s; the client paused for %.0f ms",
                        volume,
                        from,
                        to,
                        pause));
    }
}
