package io.onehop.node.demo.step;

import io.onehop.client.Share;
import io.onehop.client.SmbClient;
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

/** A client on the wrong node is served at once, by redirected I/O. */
public final class CopiedThroughWrongNode implements Step {
    @Override
    public String title() {
        return "A tree is copied in through a wrong node, with the witness off";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        String owner = stage.cluster().owner(Plan.volume(1));
        String wrong = stage.notOwner(owner);
        String name = Plan.share(1);
        stage.screen()
                .detail(
                        "the client is on "
                                + wrong
                                + "; "
                                + Plan.volume(1)
                                + " of "
                                + name
                                + " is owned by "
                                + owner);
        try (SmbClient client = stage.clientPinnedTo(wrong)) {
            Share share = client.share(name);
            TransferResult result;
            try (ProgressBar bar = stage.screen().bar("copying", stage.source().bytes())) {
                Transfer transfer = new Transfer(Copies.OPTIONS, now -> bar.set(now.bytes()));
                result = transfer.put(stage.source().root(), share, Copies.TREE);
            }
            stage.screen().detail(Copies.text(result));
            // While the client is there: a node forgets what it relayed for one that went.
            Redirected redirected = stage.cluster().redirected(name);
            boolean held =
                    result.isComplete()
                            && result.files() == stage.source().all().size()
                            && stage.node(share).equals(wrong)
                            && redirected.writtenBytes() >= stage.source().bytes();
            return Outcome.of(
                    held,
                    Units.bytes(redirected.writtenBytes())
                            + " were redirected from "
                            + wrong
                            + " to "
                            + owner
                            + Copies.failure(result));
        }
    }
}
