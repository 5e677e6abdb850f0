package io.onehop.node.demo.step;

import io.onehop.client.Share;
import io.onehop.client.Transfer;
import io.onehop.client.TransferResult;
import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.ProgressBar;
import io.onehop.node.cli.Units;
import io.onehop.node.demo.NotSeenException;
import io.onehop.node.demo.Outcome;
import io.onehop.node.demo.Plan;
import io.onehop.node.demo.Redirected;
import io.onehop.node.demo.Stage;
import io.onehop.node.demo.Step;
import java.io.IOException;

/** At the owner nothing is redirected. */
public final class ServedDirectly implements Step {
    @Override
    public String title() {
        return "The same share, now direct: a part of the tree is copied again";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        Share share = stage.client().share(Plan.share(1));
        Redirected before = stage.cluster().redirected(share.name());
        TransferResult result;
        try (ProgressBar bar = stage.screen().bar("copying", stage.source().partBytes())) {
            Transfer transfer = new Transfer(Copies.OPTIONS, now -> bar.set(now.bytes()));
            result = transfer.put(stage.source().part(), share, Copies.DIRECT);
        }
        stage.screen().detail(Copies.text(result));
        long more = stage.cluster().redirected(share.name()).bytesSince(before);
        return Outcome.of(
                result.isComplete() && more == 0,
                Units.bytes(more) + " were redirected" + Copies.failure(result));
    }
}
