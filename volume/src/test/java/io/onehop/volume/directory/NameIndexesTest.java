package io.onehop.volume.directory;

import static io.onehop.volume.directory.LinuxCalls.O_DIRECTORY;
import static io.onehop.volume.directory.LinuxCalls.O_PATH;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.TimeSource;
import io.onehop.volume.Fence;
import io.onehop.volume.VolumeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an index is good, on a real directory and with a clock that is set. */
class NameIndexesTest {
    private static final long MILLI = 1_000_000;

    @TempDir Path directory = Path.of("set by JUnit");
    private final Host host = new Host(Fence.OPEN);
    private final Clock clock = new Clock();
    private final NameIndexes indexes = new NameIndexes(host, 1_000_000, clock);
    private int opened = -1;

    /** Passes by a step at each question, as on a machine that has no time for us. */
    private static final class Clock implements TimeSource {
        private Instant wall = Instant.EPOCH;
        private long nanos;
        private long stepNanos;

        @Override
        public long nanos() {
            nanos += stepNanos;
            return nanos;
        }

        @Override
        public Instant now() {
            return wall;
        }
    }

    @BeforeEach
    void open() throws VolumeException {
        byte[] path = directory.toString().getBytes(StandardCharsets.UTF_8);
        opened = host.open(LinuxCalls.AT_FDCWD, path, O_PATH | O_DIRECTORY, 0, 0).number();
    }

    @AfterEach
    void close() {
        host.close();
    }

    private @Nullable String find(String name) throws VolumeException {
        return indexes.find(opened, host.stat(opened), name);
    }

    private Instant changed() throws VolumeException {
        HostStat stat = host.stat(opened);
        return Instant.ofEpochSecond(stat.changeSeconds(), stat.changeNanos());
    }

    private void change(String come) throws Exception {
        long inode = host.stat(opened).inode();
        boolean current = indexes.isCurrent(opened, inode);
        Files.createFile(directory.resolve(come));
        indexes.changed(opened, inode, current, null, come);
    }

    @Test
    void trustsNoIndexThatWasMadeWithinATickOfAChange() throws Exception {
        Files.createFile(directory.resolve("Name"));
        clock.wall = changed().plusNanos(19 * MILLI);
        assertThat(find("name")).isEqualTo("Name");
        assertThat(find("name")).isEqualTo("Name");
        assertThat(indexes.scans()).as("the host may have added more in the tick").isEqualTo(2);
        clock.wall = changed().plusNanos(21 * MILLI);
        assertThat(find("name")).isEqualTo("Name");
        clock.nanos += 3_600_000 * MILLI;
        assertThat(find("name")).isEqualTo("Name");
        assertThat(indexes.scans()).as("any later change would show").isEqualTo(3);
    }

    @Test
    void seesWhatTheHostAddsHoweverLongAScanTook() throws Exception {
        clock.stepNanos = 500 * MILLI;
        clock.wall = changed().plusNanos(21 * MILLI);
        assertThat(find("name")).isNull();
        Files.createFile(directory.resolve("Name"));
        assertThat(find("name")).isEqualTo("Name");
    }

    @Test
    void doesNotReadALargeDirectoryAgainAtOnceThatTheHostFills() throws Exception {
        for (int i = 0; i < 1001; i++) {
            Files.createFile(directory.resolve("F" + i));
        }
        clock.stepNanos = MILLI;
        clock.wall = changed().plusNanos(21 * MILLI);
        assertThat(find("f1000")).isEqualTo("F1000");
        Files.createFile(directory.resolve("More"));
        assertThat(find("more")).isNull();
        clock.nanos += 20 * MILLI;
        assertThat(find("more")).isEqualTo("More");
        assertThat(indexes.scans()).isEqualTo(2);
    }

    @Test
    void takesOurChangesOverAndLooksAgainWhenThereAreNoMore() throws Exception {
        clock.wall = changed().plusNanos(21 * MILLI);
        assertThat(find("none")).isNull();
        for (int i = 0; i < 12; i++) {
            change("F" + i);
            clock.nanos += 800 * MILLI;
            assertThat(find("f" + i)).isEqualTo("F" + i);
        }
        assertThat(indexes.scans()).as("for less than ten seconds").isEqualTo(1);
        clock.nanos += 200 * MILLI;
        clock.wall = changed().plusNanos(21 * MILLI);
        assertThat(find("f0")).isEqualTo("F0");
        assertThat(indexes.scans()).as("a second after the last").isEqualTo(2);
        for (int i = 12; i < 26; i++) {
            change("F" + i);
            clock.nanos += 800 * MILLI;
            assertThat(find("f" + i)).isEqualTo("F" + i);
        }
        assertThat(indexes.scans()).as("once in ten seconds").isEqualTo(3);
    }
}
