package io.onehop.node.demo.step;

import io.onehop.client.Share;
import io.onehop.client.SmbClient;
import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.cli.ProgressBar;
import io.onehop.node.demo.CheckedLoad;
import io.onehop.node.demo.Comparison;
import io.onehop.node.demo.NotSeenException;
import io.onehop.node.demo.Outcome;
import io.onehop.node.demo.Plan;
import io.onehop.node.demo.SourceTree;
import io.onehop.node.demo.Stage;
import io.onehop.node.demo.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Nothing was lost. */
public final class Compared implements Step {
    @Override
    public String title() {
        return "Everything is read back and compared by SHA-256";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        CheckedLoad load = stage.load();
        load.finish();
        stage.screen()
                .detail(
                        "the load had "
                                + load.answers()
                                + " answers, every block as it must be; written again: "
                                + load.rewritten());
        SourceTree source = stage.source();
        List<String> differences = new ArrayList<>();
        long total = source.bytes() + 2 * source.partBytes();
        try (SmbClient client = stage.clientByName();
                ProgressBar bar = stage.screen().bar("comparing", total)) {
            Comparison comparison = new Comparison(bar::advance);
            Share first = client.share(Plan.share(1));
            Share second = client.share(Plan.share(2));
            differences.addAll(comparison.of(first, Copies.TREE, source.all()));
            differences.addAll(comparison.of(first, Copies.DIRECT, source.partFiles()));
            differences.addAll(comparison.of(second, Copies.TREE, source.partFiles()));
            if (!comparison.sha256(first, load.path()).equals(load.sha256())) {
                differences.add(load.path() + " differs");
            }
        }
        int files = source.all().size() + 2 * source.partFiles().size() + 1;
        return differences.isEmpty()
                ? Outcome.of(true, files + " files are the same, byte for byte")
                : Outcome.of(
                        false,
                        differences.size()
                                + " of "
                                + files
                                + " files differ, first: "
                                + differences.getFirst());
    }
}
