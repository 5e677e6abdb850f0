package io.onehop.wire.fscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.fscc.DirectoryInformation.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryChainTest {
    /** "." and ".." and a file as a server lists them by names only. */
    private static final byte[] CAPTURED_NAMES =
            HexFormat.of()
                    .parseHex(
                            "1000000000000000020000002e0000001000000000000000040000002e002e00000000"
                                    + "000000000016000000670065006e0065007200690063002e007400780074"
                                    + "00");

    private static final byte[] CAPTURED_ID_BOTH =
            HexFormat.of()
                    .parseHex(
                            "0000000000000000a05c4057de78dd01f29a4057de78dd0109874057de78dd01"
                                    + "09874057de78dd01a0860100000000000090010000000000200000000a000000"
                                    + "0000000000000000000000000000000000000000000000000000000000000000"
                                    + "0b8121000000000062002e00620069006e00");

    @Test
    void capturedListingsComeBack() throws Exception {
        List<DirectoryInformation> names =
                DirectoryInformation.decodeList(Layout.NAMES, new WireReader(CAPTURED_NAMES));
        assertThat(names)
                .extracting(DirectoryInformation::fileName)
                .containsExactly(".", "..", "generic.txt");
        assertThat(encode(Layout.NAMES, names, 1000)).isEqualTo(CAPTURED_NAMES);
        List<DirectoryInformation> full =
                DirectoryInformation.decodeList(Layout.ID_BOTH, new WireReader(CAPTURED_ID_BOTH));
        assertThat(full.getFirst().fileId()).isEqualTo(0x21810b);
        assertThat(full.getFirst().file().endOfFile()).isEqualTo(100_000);
        assertThat(encode(Layout.ID_BOTH, full, 1000)).isEqualTo(CAPTURED_ID_BOTH);
    }

    @Test
    void generatedListingsComeBackInEveryLayout() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (Layout layout : Layout.values()) {
            List<DirectoryInformation> entries = new ArrayList<>();
            for (int n = 1 + random.nextInt(9); n > 0; n--) {
                entries.add(entry(layout, random));
            }
            byte[] bytes = encode(layout, entries, 1 << 20);
            assertThat(DirectoryInformation.decodeList(layout, new WireReader(bytes)))
                    .as("seed %d %s", seed, layout)
                    .isEqualTo(entries);
            byte[] one = encode(layout, entries.subList(0, 1), 1 << 20);
            assertThat(one)
                    .hasSize(layout.fixedBytes() + 2 * entries.getFirst().fileName().length());
            for (int cut = 1; cut < one.length; cut++) {
                byte[] truncated = Arrays.copyOf(one, cut);
                assertThatThrownBy(
                                () ->
                                        DirectoryInformation.decodeList(
                                                layout, new WireReader(truncated)))
                        .isInstanceOf(MalformedMessageException.class);
            }
            assertThat(Layout.of(layout.level())).isSameAs(layout);
        }
    }

    @Test
    void writesOnlyWholeEntries() {
        WireWriter out = new WireWriter();
        out.u32(7);
        EntryChain chain = new EntryChain(out, 40, FileFullEaInformation.ALIGNMENT);
        FileFullEaInformation ea = new FileFullEaInformation(0, "NAME", new byte[5]);
        assertThat(chain.isEmpty()).isTrue();
        assertThat(chain.add(ea, FileFullEaInformation::encode)).isTrue();
        assertThat(chain.add(ea, FileFullEaInformation::encode)).isTrue();
        assertThat(chain.add(ea, FileFullEaInformation::encode)).isFalse();
        assertThat(out.position()).isEqualTo(4 + 20 + 18);
    }

    @Test
    void extendedAttributesComeBack() throws Exception {
        List<FileFullEaInformation> eas =
                List.of(
                        new FileFullEaInformation(0, "ONE", new byte[] {1}),
                        new FileFullEaInformation(0x80, "SECOND", new byte[300]),
                        new FileFullEaInformation(0, "X", new byte[0]));
        WireWriter out = new WireWriter();
        EntryChain chain = new EntryChain(out, 4096, FileFullEaInformation.ALIGNMENT);
        eas.forEach(ea -> chain.add(ea, FileFullEaInformation::encode));
        byte[] bytes = out.toBytes();
        assertThat(FileFullEaInformation.decodeList(new WireReader(bytes))).isEqualTo(eas);
        WireWriter names = new WireWriter();
        EntryChain wanted = new EntryChain(names, 4096, FileFullEaInformation.ALIGNMENT);
        wanted.add(new FileGetEaInformation("ONE"), FileGetEaInformation::encode);
        wanted.add(new FileGetEaInformation("TWO"), FileGetEaInformation::encode);
        assertThat(FileGetEaInformation.decodeList(new WireReader(names.toBytes())))
                .extracting(FileGetEaInformation::name)
                .containsExactly("ONE", "TWO");
    }

    @Test
    void knowsGoodNamesOfAttributes() {
        assertThat(FileFullEaInformation.isValidName("USER.NAME")).isTrue();
        for (String bad : new String[] {"", "a=b", "a:b", "a\u0001", "x".repeat(255)}) {
            assertThat(FileFullEaInformation.isValidName(bad)).as(bad).isFalse();
        }
        assertThat(new FileFullEaInformation(1, "A", new byte[0]).isValid()).isFalse();
    }

    @Test
    void chainsThatGoNowhereAreMalformed() {
        byte[] backwards = HexFormat.of().parseHex("01000000000100004100");
        byte[] beyond = HexFormat.of().parseHex("ff000000000100004100");
        for (byte[] bytes : new byte[][] {backwards, beyond}) {
            assertThatThrownBy(() -> FileFullEaInformation.decodeList(new WireReader(bytes)))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    private static byte[] encode(Layout layout, List<DirectoryInformation> entries, int max) {
        WireWriter out = new WireWriter();
        EntryChain chain =
                new EntryChain(
                        out,
                        max,
                        // The server that was captured aligns lists of names to 4 bytes only.
                        layout == Layout.NAMES ? 4 : DirectoryInformation.ALIGNMENT);
        for (DirectoryInformation entry : entries) {
            assertThat(chain.add(entry, (e, to) -> e.encode(layout, to))).isTrue();
        }
        return out.toBytes();
    }

    private static DirectoryInformation entry(Layout layout, Random random) {
        String name = "n".repeat(1 + random.nextInt(20));
        if (layout == Layout.NAMES) {
            return new DirectoryInformation(
                    new FileNetworkOpenInformation(0, 0, 0, 0, 0, 0, 0), 0, 0, 0, "", name);
        }
        boolean plain = layout == Layout.DIRECTORY;
        boolean ids = !plain && layout != Layout.FULL && layout != Layout.BOTH;
        boolean shorts = layout.name().endsWith("BOTH");
        return new DirectoryInformation(
                new FileNetworkOpenInformation(
                        random.nextLong(), 2, 3, 4, random.nextLong(), 6, 0x20),
                plain ? 0 : random.nextInt(),
                0,
                ids ? random.nextLong() : 0,
                shorts ? "NAME~1.TXT" : "",
                name);
    }
}
