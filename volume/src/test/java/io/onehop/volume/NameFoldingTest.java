package io.onehop.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class NameFoldingTest {
    /**
     * Capital letters that Unicode gives a small one which already has another capital: dotted I,
     * theta symbol, sharp S, and the signs of ohm, kelvin and angstrom. NTFS keeps them apart.
     */
    private static final Set<Character> SECOND_CAPITALS =
            Set.of('\u0130', '\u03F4', '\u1E9E', '\u2126', '\u212A', '\u212B');

    @Test
    void everyPairOfLettersIsTheSameButForThoseThatNtfsKeepsApart() {
        int pairs = 0;
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            char small = Character.toLowerCase(c);
            if (small == c) {
                continue;
            }
            pairs++;
            assertThat(NameFolding.same(String.valueOf(c), String.valueOf(small)))
                    .as("U+%04X and U+%04X", (int) c, (int) small)
                    .isEqualTo(!SECOND_CAPITALS.contains(c));
        }
        assertThat(pairs).isGreaterThan(1_000);
    }

    @Test
    void foldingTwiceIsFoldingOnceAndKeepsTheLength() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            all.append(c);
        }
        String folded = NameFolding.fold(all.toString());
        assertThat(folded).hasSameSizeAs(all);
        assertThat(NameFolding.fold(folded)).isEqualTo(folded);
    }

    @Test
    void unitsBeyondTheBasicPlaneAndSpecialLettersStay() {
        assertThat(NameFolding.same("\uD801\uDC00", "\uD801\uDC28")).isFalse();
        assertThat(NameFolding.fold("stra\u00DFe")).isEqualTo("STRA\u00DFE");
        assertThat(NameFolding.same("\u0131", "I")).isFalse();
        assertThat(NameFolding.same("\u017F", "S")).isFalse();
        assertThat(NameFolding.same("\u00B5", "\u039C")).isFalse();
    }
}
