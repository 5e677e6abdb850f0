package io.onehop.trials.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in the repository makes sense on any machine. */
class ReferenceTest {
    private static final Set<String> SKIPPED =
            Set.of("target", ".git", ".idea", ".vscode", ".settings");

    /** Places that exist on one machine only; written so that this file does not name them. */
    private static final Pattern MACHINE =
            Pattern.compile(
                    "(?<![\\w./-])/(?:work|home/\\w+|root|Users/\\w+|mnt|tmp/specs)(?=/[\\w.])");

    private static final Pattern PROJECT_OUTSIDE =
            Pattern.compile("(?<![\\w.])\\.\\./(?:shared|helpers)\\b");

    private static final Pattern UNFINISHED =
            Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    @Test
    void noSourceNamesAPlaceOfOneMachine() throws IOException {
        assertThat(hits(MACHINE)).isEmpty();
        assertThat(hits(PROJECT_OUTSIDE)).isEmpty();
    }

    @Test
    void noSourceSaysThatItIsUnfinished() throws IOException {
        assertThat(hits(UNFINISHED)).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItKeeps() throws IOException {
        List<String> without = new ArrayList<>();
        for (Path file : sources()) {
            String path = file.toString();
            if (path.endsWith(".java") && path.contains("src/main")) {
                Path info = file.resolveSibling("package-info.java");
                if (!Files.exists(info) || !Files.readString(info).contains("@org.jspecify")) {
                    without.add(file.resolveSibling("").toString());
                }
            }
        }
        assertThat(without.stream().distinct()).isEmpty();
    }

    @Test
    void filesStayReadable() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            if (file.toString().endsWith(".java") && file.toString().contains("src/main")) {
                try (Stream<String> lines = Files.lines(file)) {
                    long count = lines.count();
                    if (count > 500) {
                        tooLong.add(file + ": " + count + " lines");
                    }
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    private static List<String> hits(Pattern pattern) throws IOException {
        List<String> hits = new ArrayList<>();
        for (Path file : sources()) {
            String text;
            try {
                text = Files.readString(file);
            } catch (MalformedInputException e) {
                continue; // not text
            }
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                long line = text.substring(0, matcher.start()).lines().count();
                hits.add(file + ":" + Math.max(1, line) + ": " + matcher.group());
            }
        }
        return hits;
    }

    private static List<Path> sources() throws IOException {
        Path top = top();
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isRegularFile)
                    .filter(
                            f -> {
                                for (Path part : top.relativize(f)) {
                                    if (SKIPPED.contains(part.toString())) {
                                        return false;
                                    }
                                }
                                return !f.getFileName().toString().equals(".git");
                            })
                    .toList();
        }
    }

    private static Path top() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.exists(here.resolve("check"))) {
            here = here.getParent();
        }
        return Objects.requireNonNull(here, "not run inside the repository");
    }
}
