package io.onehop.node.demo.step;

import io.onehop.client.Share;
import io.onehop.client.Transfer;
import io.onehop.client.TransferResult;
import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.ProgressBar;
import io.onehop.node.cli.Units;
import io.onehop.node.demo.Comparison;
import io.onehop.node.demo.NotSeenException;
import io.onehop.node.demo.Outcome;
import io.onehop.node.demo.Plan;
import io.onehop.node.demo.Redirected;
import io.onehop.node.demo.Stage;
import io.onehop.node.demo.Step;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Each share of a client goes its own way. */
public final class SecondShare implements Step {
    private static final int MOVE_SECONDS = 30;

    /** Turns how far something is into how much further it got. */
    private static final class Advance {
        private final ProgressBar bar;
        private long done;

        Advance(ProgressBar bar) {
            this.bar = bar;
        }

        synchronized void to(long now) {
            bar.advance(now - done);
            done = now;
        }
    }

    @Override
    public String title() {
        return "A second share, at another node, at the same time";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        Share first = stage.client().share(Plan.share(1));
        Share second = stage.client().share(Plan.share(2));
        stage.awaitAtOwner(2, MOVE_SECONDS);
        Redirected before1 = stage.cluster().redirected(first.name());
        Redirected before2 = stage.cluster().redirected(second.name());
        TransferResult written;
        List<String> differences;
        try (ProgressBar bar = stage.screen().bar("copying", 2 * stage.source().partBytes());
                ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> reading =
                    reader.submit(
                            () ->
                                    new Comparison(bar::advance)
                                            .of(first, Copies.DIRECT, stage.source().partFiles()));
            Advance advance = new Advance(bar);
            written =
                    new Transfer(Copies.OPTIONS, now -> advance.to(now.bytes()))
                            .put(stage.source().part(), second, Copies.TREE);
            differences = reading.get();
        } catch (ExecutionException e) {
            throw new NotSeenException("reading " + first.name() + ": " + e.getCause());
        }
        stage.screen().detail("read from " + first.name() + " at " + stage.node(first));
        stage.screen()
                .detail(
                        "written to "
                                + second.name()
                                + " at "
                                + stage.node(second)
                                + ": "
                                + Copies.text(written));
        long more =
                stage.cluster().redirected(first.name()).bytesSince(before1)
                        + stage.cluster().redirected(second.name()).bytesSince(before2);
        boolean held =
                written.isComplete()
                        && differences.isEmpty()
                        && more == 0
                        && !stage.node(first).equals(stage.node(second));
        return Outcome.of(
                held,
                "two nodes served one client, "
                        + Units.bytes(more)
                        + " were redirected"
                        + Copies.failure(written));
    }
}
