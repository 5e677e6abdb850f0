package io.onehop.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShortNamesTest {
    @Test
    void shortNamesNeedNoOther() {
        for (String name : new String[] {"a", "readme.txt", "AUTOEXEC.BAT", "A~1.B"}) {
            assertThat(ShortNames.isShort(name)).as(name).isTrue();
            assertThat(ShortNames.of(name)).as(name).isEmpty();
        }
        for (String name : new String[] {"a.b.c", ".profile", "a b", "a.", "a;b", "ninechars"}) {
            assertThat(ShortNames.isShort(name)).as(name).isFalse();
        }
    }

    @Test
    void generatedNamesStayTheSameForever() {
        assertThat(ShortNames.of("A long name.text")).isEqualTo("A42O9R~Z.TEX");
        assertThat(ShortNames.of("verylongfilename")).isEqualTo("V1OYRT~I");
        assertThat(ShortNames.of(".profile")).isEqualTo("PSX1GR~V");
        assertThat(ShortNames.of("ärger+.x y z")).isEqualTo("_DEUKI~G.XYZ");
    }

    @Test
    void caseMakesNoDifference() {
        assertThat(ShortNames.of("A Long Name.TEXT")).isEqualTo(ShortNames.of("a long name.text"));
    }

    @Test
    void generatedNamesAreShortNamesAndKnownAsSuch() {
        String[] names = {"....", "a;b", "日本語.文書", "x".repeat(255), "a. ", " .b c", "a.b.", "+"};
        for (String name : names) {
            String made = ShortNames.of(name);
            assertThat(ShortNames.isShort(made)).as("%s: %s", name, made).isTrue();
            assertThat(ShortNames.mayBeGenerated(made)).as(made).isTrue();
            assertThat(ShortNames.mayBeGenerated(made.toLowerCase(java.util.Locale.ROOT))).isTrue();
        }
        for (String name : new String[] {"a", "ABCDEFGH", "ABCDEF~", "ABCDE_~1", "ABCDEF~1X"}) {
            assertThat(ShortNames.mayBeGenerated(name)).as(name).isFalse();
        }
    }

    @Test
    void namesThatDifferLittleDifferInTheirShortNames() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ShortNames.of("document number " + i + ".text"));
        }
        assertThat(made).hasSizeGreaterThan(9_998);
    }
}
