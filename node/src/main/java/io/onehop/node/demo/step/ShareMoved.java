package io.onehop.node.demo.step;

import io.onehop.client.MoveEvent;
import io.onehop.client.Share;
import io.onehop.client.SmbClient;
import io.onehop.client.move.MoveKind;
import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.Units;
import io.onehop.node.demo.Await;
import io.onehop.node.demo.NotSeenException;
import io.onehop.node.demo.Outcome;
import io.onehop.node.demo.Plan;
import io.onehop.node.demo.Stage;
import io.onehop.node.demo.Step;
import java.io.IOException;

/** The witness moves a client, share by share, to the owner. */
public final class ShareMoved implements Step {
    private static final int MOVE_SECONDS = 30;

    @Override
    public String title() {
        return "A client with a witness lands on the same wrong node";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        String owner = stage.cluster().owner(Plan.volume(1));
        String wrong = stage.notOwner(owner);
        String name = Plan.share(1);
        SmbClient client = stage.clientLandingOn(wrong);
        long start = System.nanoTime();
        Share share = client.share(name);
        Await.until("a move of " + name, MOVE_SECONDS, () -> !client.moves().isEmpty());
        long millis = (System.nanoTime() - start) / 1_000_000;
        MoveEvent move = client.moves().getFirst();
        boolean asked =
                move.kind() == MoveKind.SHARE_MOVE
                        && move.from() != null
                        && stage.plan().nodeAt(move.from()).equals(wrong);
        boolean there = stage.plan().nodeAt(move.to()).equals(owner);
        return Outcome.of(
                asked && there && stage.node(share).equals(owner),
                "the witness said "
                        + move.kind()
                        + ": the share went from "
                        + (move.from() == null ? "-" : stage.plan().nodeAt(move.from()))
                        + " to "
                        + stage.plan().nodeAt(move.to())
                        + ", "
                        + Units.millis(millis)
                        + " after the client came");
    }
}
