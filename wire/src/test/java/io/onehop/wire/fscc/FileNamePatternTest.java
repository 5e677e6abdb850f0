package io.onehop.wire.fscc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamePatternTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "*, a.txt, true",
                "*.*, name, true",
                "a.TXT, A.txt, true",
                "a.txt, ab.txt, false",
                "*.txt, a.b.txt, true",
                "*.txt, a.txt.b, false",
                "?.txt, a.txt, true",
                "?.txt, .txt, false",
                "a?, a, false",
                "<.txt, a.b.txt, true",
                "<.b, a.b.txt, false",
                "<, a.b.txt, false",
                "<, name, true",
                "a<txt, a.b.txt, true",
                ">>>, ab, true",
                ">>>, abcd, false",
                "a>>.txt, a.txt, true",
                "a>>.txt, abcd.txt, false",
                ">>>>>.b, abc.b, true",
                "name\", name, true",
                "name\", name., true",
                "name\", namex, false",
                "a\"b, a.b, true",
                "a\"b, ab, false",
                "<\"*, name, true",
                "<\"*, name.ext, true",
                "?\"\", a, true",
                "ä*, ÄB, true",
            })
    void matchesAsFileSystemsDo(String pattern, String name, boolean matches) {
        assertThat(FileNamePattern.of(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void knowsWhetherSeveralNamesCanMatch() {
        assertThat(FileNamePattern.of("a.txt").hasWildcards()).isFalse();
        for (String wildcard : new String[] {"*", "?", "<", ">", "\""}) {
            assertThat(FileNamePattern.of("a" + wildcard).hasWildcards()).isTrue();
        }
        assertThat(FileNamePattern.of("*").isAll()).isTrue();
        assertThat(FileNamePattern.of("**").isAll()).isFalse();
    }

    @Test
    void longPatternsOfStarsAreQuick() {
        FileNamePattern pattern = FileNamePattern.of("*a<".repeat(80) + "b");
        assertThat(pattern.matches("a".repeat(255))).isFalse();
    }

    @Test
    void starsAndQuestionMarksAgreeWithRegularExpressions() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = word(random, "ab.*?", 7);
            String name = word(random, "ab.", 7);
            if (pattern.equals("*.*")) {
                continue;
            }
            String expression = pattern.replace(".", "\\.").replace("*", ".*").replace("?", ".");
            assertThat(FileNamePattern.of(pattern).matches(name))
                    .as("seed %d: '%s' on '%s'", seed, pattern, name)
                    .isEqualTo(name.matches(expression));
        }
    }

    private static String word(Random random, String alphabet, int maxLength) {
        StringBuilder word = new StringBuilder();
        for (int n = 1 + random.nextInt(maxLength); n > 0; n--) {
            word.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return word.toString();
    }
}
