package io.onehop.node.demo;

import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import java.io.IOException;

/** One step of the story, with one thing that must be seen to be true. */
public interface Step {
    /** What happens now, as a sentence. */
    String title();

    /** Does it, and looks. Any exception means that it was not seen. */
    Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException;
}
