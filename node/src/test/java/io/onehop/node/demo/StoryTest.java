package io.onehop.node.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.node.cli.CliException;
import io.onehop.node.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryTest {
    private interface Act {
        Outcome run() throws NotSeenException;
    }

    @TempDir Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> told = new ArrayList<>();

    private Step step(String title, Act act) {
        return new Step() {
            @Override
            public String title() {
                return title;
            }

            @Override
            public Outcome run(Stage stage) throws NotSeenException {
                told.add(title);
                return act.run();
            }
        };
    }

    private boolean tell(Step... steps) throws CliException, IOException, InterruptedException {
        PrintStream stream = new PrintStream(out, true, UTF_8);
        Terminal terminal =
                new Terminal(
                        new ByteArrayInputStream(new byte[0]),
                        stream,
                        stream,
                        Map.of(),
                        false,
                        ZoneOffset.UTC);
        Plan plan = Plan.of(List.of("127.0.3.1", "127.0.3.2", "127.0.3.3"), 20_000, "secret");
        SourceTree source =
                SourceTree.collect(
                        folder.resolve("source"),
                        new SourceTree.Need(0, 0, 0),
                        folder,
                        List.of(),
                        n -> {});
        Stage stage =
                new Stage(
                        plan,
                        new DemoCluster(plan, folder, Map.of()),
                        source,
                        new Screen(terminal));
        return new Story(List.of(steps)).tell(stage);
    }

    @Test
    void tellsAllStepsWhenEachIsSeen() throws CliException, IOException, InterruptedException {
        assertThat(
                        tell(
                                step("One", () -> Outcome.of(true, "it is so")),
                                step("Two", () -> Outcome.of(true, "this too"))))
                .isTrue();
        assertThat(out.toString(UTF_8)).contains("  1/2  One\n", "seen: it is so (", "Two");
    }

    @Test
    void stopsAtTheFirstStepThatIsNotSeenAndNamesIt()
            throws CliException, IOException, InterruptedException {
        assertThat(
                        tell(
                                step("One", () -> Outcome.of(true, "it is so")),
                                step("Two", () -> Outcome.of(false, "only 2 addresses")),
                                step("Three", () -> Outcome.of(true, "never"))))
                .isFalse();
        assertThat(told).containsExactly("One", "Two");
        assertThat(out.toString(UTF_8))
                .contains("NOT SEEN: only 2 addresses", "The demo failed at step 2/3: Two");
    }

    @Test
    void aStepThatWaitsInVainIsNotSeen() throws CliException, IOException, InterruptedException {
        assertThat(
                        tell(
                                step(
                                        "One",
                                        () -> {
                                            throw new NotSeenException("waited in vain");
                                        })))
                .isFalse();
        assertThat(out.toString(UTF_8)).contains("NOT SEEN: waited in vain");
    }
}
