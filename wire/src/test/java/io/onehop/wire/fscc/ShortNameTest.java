package io.onehop.wire.fscc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortNameTest {
    @Test
    void shortNamesStay() {
        assertThat(ShortName.of("readme.txt", 1)).isEqualTo("README.TXT");
        assertThat(ShortName.isShort("a")).isTrue();
        assertThat(ShortName.isShort("a.b.c")).isFalse();
        assertThat(ShortName.isShort(".profile")).isFalse();
        assertThat(ShortName.isShort("a b")).isFalse();
    }

    @Test
    void longNamesAreCutAndNumbered() {
        assertThat(ShortName.of("A long name.text", 1)).isEqualTo("ALONGN~1.TEX");
        assertThat(ShortName.of("A long name.text", 12)).isEqualTo("ALONG~12.TEX");
        assertThat(ShortName.of("a.b.c", 1)).isEqualTo("AB~1.C");
        assertThat(ShortName.of(".profile", 1)).isEqualTo("PROFIL~1");
        assertThat(ShortName.of("ärger+.x", 1)).isEqualTo("_RGER_~1.X");
    }

    @Test
    void resultsAreShortNames() {
        for (String name : new String[] {"....", "a;b", "日本語.文書", "x".repeat(255)}) {
            assertThat(ShortName.isShort(ShortName.of(name, 1))).as(name).isTrue();
        }
    }
}
