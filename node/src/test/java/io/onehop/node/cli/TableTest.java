package io.onehop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsTextLeftAndNumbersRight() {
        Table table = new Table(List.of("name", "movingTo", "readBytes", "opens"));
        table.row(List.of("a", "fs1", "1.2 MB", "7"));
        table.row(List.of("longer name", "-", "12 B", "1234567"));
        assertThat(printed(table))
                .isEqualTo(
                        """
                        NAME         MOVING TO  READ BYTES    OPENS
                        a            fs1            1.2 MB        7
                        longer name  -                12 B  1234567
                        """);
    }

    @Test
    void whatAPeerNamedDoesNotSteerTheTerminal() {
        Table table = new Table(List.of("name"));
        table.row(List.of("a\u001b[2J\r\nb\t"));
        assertThat(printed(table)).isEqualTo("NAME\na?[2J??b?\n");
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThatThrownBy(() -> new Table(List.of("a", "b")).row(List.of("1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sizesAndTimesAreForPeople() {
        assertThat(Units.bytes(0)).isEqualTo("0 B");
        assertThat(Units.bytes(999)).isEqualTo("999 B");
        assertThat(Units.bytes(1_000)).isEqualTo("1.0 kB");
        assertThat(Units.bytes(999_999)).isEqualTo("1.0 MB");
        assertThat(Units.bytes(1_234_567_890)).isEqualTo("1.2 GB");
        assertThat(Units.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
        assertThat(Units.millis(40)).isEqualTo("40 ms");
        assertThat(Units.millis(1_540)).isEqualTo("1.5 s");
        assertThat(Units.millis(125_000)).isEqualTo("2 min 05 s");
    }

    @Test
    void aProgressBarSaysHowFarItIs() {
        assertThat(
                        ProgressBar.render(
                                "put",
                                5_000_000,
                                10_000_000,
                                ProgressBar.Unit.BYTES,
                                2_000_000_000L))
                .isEqualTo("put [############------------]  50 % 5.0 MB, 2.5 MB/s");
        assertThat(ProgressBar.render("draining fs1", 1, 3, ProgressBar.Unit.THINGS, 0))
                .isEqualTo("draining fs1 [########----------------]  33 % 1 of 3");
        assertThat(ProgressBar.render("ls", 7, 0, ProgressBar.Unit.THINGS, 0)).isEqualTo("ls 7");
    }

    @Test
    void aProgressBarIsSilentWhereNobodyLooks() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ProgressBar bar =
                new ProgressBar(
                        new PrintStream(out, true, UTF_8),
                        false,
                        "put",
                        10,
                        ProgressBar.Unit.BYTES)) {
            bar.advance(5);
            bar.total(20);
            bar.set(20);
        }
        assertThat(out.size()).isZero();
    }

    private static String printed(Table table) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        table.print(new PrintStream(out, true, UTF_8));
        return out.toString(UTF_8);
    }
}
