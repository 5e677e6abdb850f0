package io.onehop.trials.bench;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Measures and prints; fails only when something does not work at all. */
@Tag("bench")
class BenchTest {
    @Test
    void measuresSpeedAndSize() throws Exception {
        // The tests of a module run in its folder.
        Bench.run(
                Path.of("..").toAbsolutePath().normalize(),
                System.getProperty("onehop.bench.what", "all"),
                System.getProperty("onehop.bench.work", ""));
    }
}
