package io.onehop.volume.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.volume.VolumeException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HostNamesTest {
    private static String decode(byte[] host) {
        return HostNames.decode(host, 0, host.length);
    }

    @Test
    void keepsOrdinaryNames() throws VolumeException {
        for (String name : new String[] {"a.txt", "Größe", "日本語", "😀", "e\u0301", "\ue000"}) {
            byte[] host = HostNames.encode(name);
            assertThat(host).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
            assertThat(decode(host)).isEqualTo(name);
        }
    }

    @Test
    void showsForbiddenCharactersAndOddBytesInThePrivateRange() {
        assertThat(decode(new byte[] {'a', ':', '*', 1})).isEqualTo("a\uf03a\uf02a\uf001");
        assertThat(decode(new byte[] {'a', (byte) 0xE9})).isEqualTo("a\uf0e9");
        // What is in the private range already would be read back as another character.
        assertThat(decode(HexFormat.of().parseHex("ef80ba"))).isEqualTo("\uf0ef\uf080\uf0ba");
        // Overlong forms are not the characters that they pretend to be.
        assertThat(decode(HexFormat.of().parseHex("c0ae"))).isEqualTo("\uf0c0\uf0ae");
    }

    @Test
    void neverEncodesASeparatorOrADot() {
        for (String evil :
                new String[] {"", ".", "..", "a/b", "\0", "a\\b", "\uf0c3\uf0a9", "a\u0001"}) {
            assertThatThrownBy(() -> HostNames.encode(evil)).isInstanceOf(VolumeException.class);
        }
        for (String kept : new String[] {"\uf02f", "\uf02e\uf02e", "\uf000"}) {
            assertThat(encoded(kept)).doesNotContain('/', '.', 0);
            assertThat(decode(encoded(kept))).isEqualTo(kept);
        }
    }

    private static byte[] encoded(String name) {
        try {
            return HostNames.encode(name);
        } catch (VolumeException e) {
            throw new AssertionError(name, e);
        }
    }

    @Test
    void bringsEveryHostNameBack() {
        long seed = System.nanoTime();
        System.out.println("seed of host names: " + seed);
        Random random = new Random(seed);
        byte[] likely = HexFormat.of().parseHex("ef80baeda080edb080f09f9880c3a9223a61");
        for (int i = 0; i < 200_000; i++) {
            byte[] host = new byte[1 + random.nextInt(12)];
            for (int k = 0; k < host.length; k++) {
                int any = random.nextInt(1, 256);
                boolean odd = any == '/' || any == '.';
                host[k] = random.nextBoolean() ? likely[any % likely.length] : (byte) any;
                host[k] = odd ? (byte) 'x' : host[k];
            }
            if (new String(host, StandardCharsets.ISO_8859_1).matches("[./].*")) {
                continue;
            }
            assertThat(encoded(decode(host))).as(HexFormat.of().formatHex(host)).isEqualTo(host);
        }
    }

    @Test
    void bringsEveryNameBackThatItTakes() {
        long seed = System.nanoTime();
        System.out.println("seed of names: " + seed);
        Random random = new Random(seed);
        char[] likely = {0xD800, 0xDC00, 0xDBFF, 0xDFFF, 0xF022, 0xF0EF, 0xF080, 'a', 0xE9};
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int k = random.nextInt(6); k >= 0; k--) {
                boolean any = random.nextInt(4) == 0;
                name.append(
                        any
                                ? (char) random.nextInt(0x10000)
                                : likely[random.nextInt(likely.length)]);
            }
            try {
                byte[] host = HostNames.encode(name.toString());
                assertThat(decode(host)).isEqualTo(name.toString());
                taken++;
            } catch (VolumeException e) {
                assertThat(e.reason()).isEqualTo(VolumeException.Reason.NAME_INVALID);
            }
        }
        assertThat(taken).isGreaterThan(50_000);
    }
}
