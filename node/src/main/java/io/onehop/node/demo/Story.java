package io.onehop.node.demo;

import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.Units;
import io.onehop.node.demo.step.Compared;
import io.onehop.node.demo.step.CopiedThroughWrongNode;
import io.onehop.node.demo.step.Evened;
import io.onehop.node.demo.step.MovedUnderLoad;
import io.onehop.node.demo.step.NameResolved;
import io.onehop.node.demo.step.NodeReturns;
import io.onehop.node.demo.step.NodesStart;
import io.onehop.node.demo.step.OwnerKilled;
import io.onehop.node.demo.step.SecondShare;
import io.onehop.node.demo.step.ServedDirectly;
import io.onehop.node.demo.step.ShareMoved;
import io.onehop.node.demo.step.VolumesBalanced;
import java.io.IOException;
import java.util.List;

/** Tells the steps in order, and stops at the first that is not seen to be true. */
final class Story {
    private final List<Step> steps;

    Story(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    static Story usual() {
        return new Story(
                List.of(
                        new NodesStart(),
                        new VolumesBalanced(),
                        new NameResolved(),
                        new CopiedThroughWrongNode(),
                        new ShareMoved(),
                        new ServedDirectly(),
                        new SecondShare(),
                        new MovedUnderLoad(),
                        new Evened(),
                        new OwnerKilled(),
                        new NodeReturns(),
                        new Compared()));
    }

    /** Whether all was seen to be true. */
    boolean tell(Stage stage) throws InterruptedException {
        Screen screen = stage.screen();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            String number = (i + 1) + "/" + steps.size();
            screen.line(
                    " ".repeat(Math.max(0, 5 - number.length())) + number + "  " + step.title());
            long start = System.nanoTime();
            Outcome outcome = run(step, stage);
            long millis = (System.nanoTime() - start) / 1_000_000;
            if (!outcome.held()) {
                screen.detail("NOT SEEN: " + outcome.text());
                screen.line("");
                screen.line("The demo failed at step " + number + ": " + step.title());
                return false;
            }
            screen.detail("seen: " + outcome.text() + " (" + Units.millis(millis) + ")");
        }
        return true;
    }

    private static Outcome run(Step step, Stage stage) throws InterruptedException {
        try {
            return step.run(stage);
        } catch (ApiException | CliException | IOException | NotSeenException e) {
            String message = e.getMessage();
            return Outcome.of(false, message == null ? e.toString() : message);
        }
    }
}
