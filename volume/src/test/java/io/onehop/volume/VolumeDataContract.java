package io.onehop.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import io.onehop.volume.VolumeException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The part of the contract that is about what a file holds: data, streams, metadata, security. */
public abstract class VolumeDataContract extends VolumeNamesContract {
    private static final long SOME_TIME = 132_223_104_000_000_000L;

    private static NewFile withSecurity(boolean directory, byte[] security) {
        return new NewFile(directory, 0, 0, security, List.of());
    }

    private static ExtendedAttribute attribute(String name, String value) {
        return new ExtendedAttribute(name, 0, bytes(value));
    }

    @Test
    void readsWhatWasWritten() throws VolumeException {
        try (StoredFile file = create("f");
                StoredStream data = file.stream("", false)) {
            assertThat(data.name()).isEmpty();
            byte[] large = new byte[300_000];
            new Random(7).nextBytes(large);
            data.write(ByteBuffer.wrap(large), 10);
            assertThat(data.size()).isEqualTo(300_010);
            ByteBuffer heap = ByteBuffer.allocate(300_100).position(5);
            assertThat(data.read(heap, 10)).isEqualTo(300_000);
            assertThat(heap.position()).isEqualTo(300_005);
            assertThat(Arrays.copyOfRange(heap.array(), 5, 300_005)).isEqualTo(large);
            ByteBuffer direct = ByteBuffer.allocateDirect(1000).position(1).limit(901);
            assertThat(data.read(direct, 110)).isEqualTo(900);
            byte[] piece = new byte[900];
            direct.get(1, piece);
            assertThat(piece).isEqualTo(Arrays.copyOfRange(large, 100, 1000));
            ByteBuffer from = ByteBuffer.allocateDirect(4).put(bytes("wxyz")).flip();
            data.write(from.asReadOnlyBuffer(), 0);
            data.write(ByteBuffer.wrap(bytes("__ab__"), 2, 2).asReadOnlyBuffer(), 4);
            ByteBuffer start = ByteBuffer.allocate(11);
            data.read(start, 0);
            assertThat(start.array()).startsWith(bytes("wxyzab\0\0\0\0"));
            assertThat(start.array()[10]).isEqualTo(large[0]);
        }
    }

    @Test
    void readsAtOnceWhatIsAtHandOrNothing() throws VolumeException {
        file("f", "0123456789");
        try (StoredFile file = open("f");
                StoredStream data = file.stream("", false)) {
            assertThat(data.read(ByteBuffer.allocate(10), 0)).isEqualTo(10);
            ByteBuffer direct = ByteBuffer.allocateDirect(8).position(1);
            int count = data.readAtOnce(direct, 4);
            // A store may always say that it would have to wait, and then has touched nothing.
            if (count == StoredStream.WOULD_WAIT) {
                assertThat(direct.position()).isEqualTo(1);
                return;
            }
            assertThat(count).isEqualTo(6);
            byte[] read = new byte[6];
            direct.flip().get(1, read);
            assertThat(read).isEqualTo(bytes("456789"));
            assertThat(data.readAtOnce(ByteBuffer.allocateDirect(1), 10)).isZero();
            fence.shut();
            refuses(Reason.NOT_OWNER, () -> data.readAtOnce(ByteBuffer.allocateDirect(1), 0));
        }
    }

    @Test
    void readsNothingAtAndPastTheEnd() throws VolumeException {
        file("f", "abc");
        try (StoredFile file = open("f");
                StoredStream data = file.stream("", false)) {
            assertThat(data.read(ByteBuffer.allocate(8), 3)).isZero();
            assertThat(data.read(ByteBuffer.allocate(8), 1L << 40)).isZero();
            assertThat(data.read(ByteBuffer.allocate(8), 1)).isEqualTo(2);
            assertThat(data.read(ByteBuffer.allocate(0), 0)).isZero();
            refuses(Reason.TOO_LARGE, () -> data.read(ByteBuffer.allocate(8), -1));
        }
    }

    @Test
    void cutsAndGrows() throws VolumeException {
        file("f", "abcdef");
        try (StoredFile file = open("f");
                StoredStream data = file.stream("", false)) {
            data.setSize(3);
            data.setSize(5);
            assertThat(read(data)).isEqualTo("abc\0\0");
            data.setAllocation(1 << 20);
            assertThat(data.size()).isEqualTo(5);
            assertThat(data.allocationSize()).isEqualTo(1 << 20);
            assertThat(file.metadata().allocationSize()).isEqualTo(1 << 20);
            data.setAllocation(5);
            assertThat(data.allocationSize()).isBetween(5L, 1L << 16);
            data.setAllocation(2);
            assertThat(read(data)).isEqualTo("ab");
            assertThat(file.metadata().endOfFile()).isEqualTo(2);
        }
    }

    @Test
    void keepsHoles() throws VolumeException {
        int unit = 1 << 16;
        try (StoredFile file = create("f");
                StoredStream data = file.stream("", false)) {
            data.setSize(20L * unit);
            assertThat(data.allocatedRanges(0, 20L * unit)).isEmpty();
            data.write(ByteBuffer.wrap(filled(4 * unit)), 8L * unit);
            assertThat(data.allocatedRanges(0, Long.MAX_VALUE))
                    .containsExactly(new ByteRange(8L * unit, 4L * unit));
            data.zero(9L * unit, unit);
            assertThat(data.allocatedRanges(0, 20L * unit))
                    .containsExactly(
                            new ByteRange(8L * unit, unit), new ByteRange(10L * unit, 2L * unit));
            assertThat(data.allocatedRanges(8L * unit + 100, 100))
                    .containsExactly(new ByteRange(8L * unit + 100, 100));
            assertThat(data.size()).isEqualTo(20L * unit);
            ByteBuffer zeros = ByteBuffer.allocate(unit);
            data.read(zeros, 9L * unit);
            assertThat(zeros.array()).containsOnly(0);
            data.zero(11L * unit, 100L * unit);
            assertThat(data.size()).isEqualTo(20L * unit);
            assertThat(data.allocationSize()).isLessThan(10L * unit);
        }
    }

    @Test
    void copiesRangesAsIfReadBefore() throws VolumeException {
        file("from", "0123456789");
        file("to", "abcdefghij");
        try (StoredFile one = open("from");
                StoredFile two = open("to");
                StoredStream from = one.stream("", false);
                StoredStream to = two.stream("", false)) {
            assertThat(to.copy(from, 2, 5, 8)).isEqualTo(8);
            assertThat(read(to)).isEqualTo("abcde23456789");
            assertThat(to.copy(from, 7, 0, 100)).isEqualTo(3);
            assertThat(read(to)).isEqualTo("789de23456789");
            assertThat(to.copy(to, 0, 2, 6)).isEqualTo(6);
            assertThat(read(to)).isEqualTo("78789de2" + "56789");
            assertThat(to.copy(from, 10, 0, 5)).isZero();
            refuses(Reason.TOO_LARGE, () -> to.copy(from, -1, 0, 5));
        }
    }

    @Test
    void countsNoStorageButThatOfTheData() throws VolumeException {
        NewFile what =
                new NewFile(
                        false,
                        0,
                        0,
                        new byte[900],
                        List.of(new ExtendedAttribute("EA", 0, new byte[1000])));
        try (StoredFile file = volume().create(path("f"), what);
                StoredStream data = file.stream("", false)) {
            assertThat(file.metadata().allocationSize()).isZero();
            data.write(ByteBuffer.wrap(filled(10)), 0);
            int unit = volume().information().allocationUnitBytes();
            assertThat(file.metadata().allocationSize()).isBetween(10L, (long) unit);
            assertThat(file.streams().getFirst().allocationSize()).isBetween(10L, (long) unit);
        }
    }

    private static byte[] filled(int length) {
        byte[] all = new byte[length];
        Arrays.fill(all, (byte) 'x');
        return all;
    }

    @Test
    void movesDataBetweenTheUnnamedStreamAndNamedOnes() throws VolumeException {
        file("f", "unnamed");
        try (StoredFile file = open("f")) {
            file.renameStream("", "named", false);
            assertThat(file.streams().stream().map(StreamEntry::name)).containsExactly("", "named");
            assertThat(file.metadata().endOfFile()).isZero();
            try (StoredStream named = file.stream("named", false)) {
                assertThat(read(named)).isEqualTo("unnamed");
                byte[] large = new byte[200_000];
                new Random(3).nextBytes(large);
                named.write(ByteBuffer.wrap(large), 7);
            }
            refuses(Reason.NAME_EXISTS, () -> file.renameStream("", "NAMED", false));
            refuses(Reason.STREAM_NOT_FOUND, () -> file.renameStream("other", "", true));
            file.renameStream("named", "", true);
            assertThat(file.streams().stream().map(StreamEntry::name)).containsExactly("");
            assertThat(file.metadata().endOfFile()).isEqualTo(200_007);
            try (StoredStream data = file.stream("", false)) {
                assertThat(read(data)).startsWith("unnamed");
            }
        }
        directory("d");
        try (StoredFile folder = open("d")) {
            folder.stream("s", true).close();
            refuses(Reason.IS_A_DIRECTORY, () -> folder.renameStream("s", "", true));
        }
    }

    @Test
    void compressesWhereTheHostCan() throws VolumeException {
        directory("d");
        try (StoredFile folder = open("d")) {
            if (!volume().information().compresses()) {
                refuses(Reason.NOT_SUPPORTED, () -> folder.setCompressed(true));
                folder.setCompressed(false);
                assertThat(isCompressed(folder)).isFalse();
                return;
            }
            folder.setCompressed(true);
            assertThat(isCompressed(folder)).isTrue();
        }
        NewFile uncompressed = new NewFile(false, 0, 0, false, null, List.of());
        NewFile apart = new NewFile(true, 0, 0, false, null, List.of());
        try (StoredFile file = create("d\\f");
                StoredFile below = volume().create(path("d\\below"), NewFile.plain(true));
                StoredFile plain = volume().create(path("d\\plain"), uncompressed);
                StoredFile other = volume().create(path("d\\apart"), apart)) {
            assertThat(isCompressed(file)).isTrue();
            assertThat(isCompressed(below)).isTrue();
            assertThat(isCompressed(plain)).isFalse();
            assertThat(isCompressed(other)).isFalse();
            file.setCompressed(false);
            assertThat(isCompressed(file)).isFalse();
        }
    }

    private static boolean isCompressed(StoredFile file) throws VolumeException {
        return (file.metadata().attributes() & Metadata.COMPRESSED) != 0;
    }

    @Test
    void noTwoFilesHaveOneObjectId() throws VolumeException {
        byte[] id = filled(64);
        directory("d");
        try (StoredFile file = create("f");
                StoredFile folder = open("d")) {
            assertThat(file.objectId()).isNull();
            file.setObjectId(id);
            assertThat(file.objectId()).isEqualTo(id);
            refuses(Reason.NAME_EXISTS, () -> folder.setObjectId(id));
            assertThat(folder.objectId()).isNull();
            byte[] extended = id.clone();
            extended[20] = 1;
            file.setObjectId(extended);
            assertThat(file.objectId()).isEqualTo(extended);
            file.setObjectId(null);
            assertThat(file.objectId()).isNull();
            folder.setObjectId(id);
            volume().remove(folder);
        }
        // Free again when the file that had it is no more.
        try (StoredFile file = open("f")) {
            file.setObjectId(id);
            assertThat(file.objectId()).isEqualTo(id);
        }
    }

    @Test
    void keepsTimesAndAttributes() throws VolumeException {
        int flags = Metadata.HIDDEN | Metadata.READONLY | Metadata.ARCHIVE;
        directory("d");
        file("f", "x");
        for (String name : List.of("f", "d")) {
            try (StoredFile file = open(name)) {
                file.change(
                        new MetadataChange(
                                SOME_TIME + 1,
                                SOME_TIME + 2,
                                SOME_TIME + 3,
                                SOME_TIME + 4,
                                flags | Metadata.DIRECTORY | Metadata.NORMAL));
            }
        }
        reopen();
        for (String name : List.of("f", "d")) {
            try (StoredFile file = open(name)) {
                Metadata metadata = file.metadata();
                assertThat(metadata.creationTime()).isEqualTo(SOME_TIME + 1);
                assertThat(metadata.lastAccessTime()).isEqualTo(SOME_TIME + 2);
                assertThat(metadata.lastWriteTime()).isEqualTo(SOME_TIME + 3);
                assertThat(metadata.changeTime()).isEqualTo(SOME_TIME + 4);
                int kind = name.equals("d") ? Metadata.DIRECTORY : 0;
                assertThat(metadata.attributes()).isEqualTo(flags | kind);
                file.change(MetadataChange.ofAttributes(0));
                assertThat(file.metadata().attributes()).isEqualTo(kind);
                assertThat(file.metadata().creationTime()).isEqualTo(SOME_TIME + 1);
                assertThat(file.metadata().changeTime()).isGreaterThan(SOME_TIME + 4);
            }
        }
    }

    @Test
    void writingMovesTheTimesOfTheFileAndReadingDoesNot() throws VolumeException {
        file("f", "x");
        try (StoredFile file = open("f")) {
            file.change(new MetadataChange(null, SOME_TIME, SOME_TIME, SOME_TIME, null));
            assertThat(read(file, "")).isEqualTo("x");
            assertThat(file.metadata().lastAccessTime()).isEqualTo(SOME_TIME);
            write(file, "", "y");
            assertThat(file.metadata().lastWriteTime()).isGreaterThan(SOME_TIME);
            assertThat(file.metadata().changeTime()).isGreaterThan(SOME_TIME);
        }
    }

    @Test
    void makesAFileWithAllThatItBeginsWith() throws VolumeException {
        byte[] security = {1, 0, 4, (byte) 0x80, 9};
        for (boolean directory : new boolean[] {false, true}) {
            NewFile what =
                    new NewFile(
                            directory,
                            Metadata.HIDDEN | Metadata.DIRECTORY | Metadata.SPARSE_FILE,
                            directory ? 0 : 1 << 20,
                            security,
                            List.of(attribute("One", "1")));
            String name = directory ? "d" : "f";
            try (StoredFile made = volume().create(path(name), what)) {
                assertThat(made.isDirectory()).isEqualTo(directory);
                assertThat(made.metadata().endOfFile()).isZero();
                int kind = directory ? Metadata.DIRECTORY : 0;
                assertThat(made.metadata().attributes()).isEqualTo(Metadata.HIDDEN | kind);
            }
            try (StoredFile again = open(name)) {
                assertThat(again.security()).isEqualTo(security);
                assertThat(again.extendedAttributes())
                        .usingRecursiveFieldByFieldElementComparator()
                        .containsExactly(attribute("One", "1"));
            }
            refuses(Reason.NAME_EXISTS, () -> volume().create(path(name), what));
        }
    }

    @Test
    void keepsSparseApartFromWhatClientsSet() throws VolumeException {
        try (StoredFile file = create("f")) {
            file.setSparse(true);
            file.change(MetadataChange.ofAttributes(Metadata.ARCHIVE));
            assertThat(file.metadata().attributes())
                    .isEqualTo(Metadata.ARCHIVE | Metadata.SPARSE_FILE);
            file.setSparse(false);
            assertThat(file.metadata().attributes()).isEqualTo(Metadata.ARCHIVE);
        }
    }

    @Test
    void keepsSecurityOfAnySize() throws VolumeException {
        Random random = new Random(11);
        file("f", "");
        try (StoredFile file = open("f")) {
            assertThat(file.security()).isNull();
        }
        for (int size :
                new int[] {20, 1000, 1024, 1025, 5000, Limits.MAX_SECURITY_DESCRIPTOR_BYTES, 30}) {
            byte[] security = new byte[size];
            random.nextBytes(security);
            try (StoredFile file = open("f")) {
                file.setSecurity(security);
                assertThat(file.security()).isEqualTo(security);
            }
            reopen();
            try (StoredFile file = open("f")) {
                assertThat(file.security()).isEqualTo(security);
            }
        }
        byte[] large = new byte[20_000];
        volume().create(path("large"), withSecurity(false, large)).close();
        volume().create(path("larger"), withSecurity(true, large)).close();
        try (StoredFile file = open("large");
                StoredFile directory = open("larger")) {
            assertThat(file.security()).isEqualTo(large);
            assertThat(directory.security()).isEqualTo(large);
            refuses(
                    Reason.TOO_LARGE,
                    () -> file.setSecurity(new byte[Limits.MAX_SECURITY_DESCRIPTOR_BYTES + 1]));
        }
    }

    @Test
    void setsAndRemovesExtendedAttributes() throws VolumeException {
        file("f", "");
        try (StoredFile file = open("f")) {
            assertThat(file.extendedAttributes()).isEmpty();
            assertThat(file.metadata().eaSize()).isZero();
            file.setExtendedAttributes(
                    List.of(attribute("One", "1"), new ExtendedAttribute("Two", 0x80, bytes("2"))));
            file.setExtendedAttributes(List.of(attribute("ONE", "uno"), attribute("three", "3")));
            assertThat(file.extendedAttributes())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactlyInAnyOrder(
                            attribute("ONE", "uno"),
                            new ExtendedAttribute("Two", 0x80, bytes("2")),
                            attribute("three", "3"));
            assertThat(file.metadata().eaSize()).isEqualTo(4 + 11 + 9 + 11);
            file.setExtendedAttributes(List.of(attribute("two", ""), attribute("none", "")));
            assertThat(file.extendedAttributes()).hasSize(2);
        }
        reopen();
        try (StoredFile file = open("f")) {
            assertThat(file.extendedAttributes()).hasSize(2);
            file.setExtendedAttributes(List.of(attribute("one", ""), attribute("three", "")));
            assertThat(file.metadata().eaSize()).isZero();
        }
    }

    @Test
    void changesAllExtendedAttributesOrNone() throws VolumeException {
        file("f", "");
        ExtendedAttribute large = new ExtendedAttribute("L", 0, new byte[40_000]);
        ExtendedAttribute larger = new ExtendedAttribute("M", 0, new byte[40_000]);
        try (StoredFile file = open("f")) {
            file.setExtendedAttributes(List.of(large));
            refuses(
                    Reason.TOO_LARGE,
                    () -> file.setExtendedAttributes(List.of(attribute("a", "1"), larger)));
            assertThat(file.extendedAttributes())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(large);
            refuses(
                    Reason.NAME_INVALID,
                    () -> file.setExtendedAttributes(List.of(attribute("", "1"))));
        }
    }

    @Test
    void setsAndRemovesReparsePoints() throws VolumeException {
        byte[] data = new byte[200];
        data[0] = 0x0C;
        data[3] = (byte) 0xA0;
        directory("d");
        file("d\\f", "x");
        try (StoredFile d = open("d")) {
            assertThat(d.reparsePoint()).isNull();
            d.setReparsePoint(data);
            assertThat(d.reparsePoint()).isEqualTo(data);
            assertThat(d.metadata().reparseTag()).isEqualTo(0xA000000C);
            assertThat(d.metadata().attributes())
                    .isEqualTo(Metadata.DIRECTORY | Metadata.REPARSE_POINT);
        }
        reopen();
        refuses(Reason.REPARSE_POINT, () -> open("D\\f"));
        refuses(Reason.REPARSE_POINT, () -> open("d\\none"));
        refuses(Reason.REPARSE_POINT, () -> create("d\\new"));
        try (StoredFile d = open("d")) {
            d.setReparsePoint(null);
            assertThat(d.reparsePoint()).isNull();
            assertThat(d.metadata().reparseTag()).isZero();
        }
        assertThat(content("d\\f")).isEqualTo("x");
    }

    @Test
    void keepsNamedStreams() throws VolumeException {
        file("f", "main");
        directory("d");
        try (StoredFile file = open("f");
                StoredFile d = open("d")) {
            refuses(Reason.STREAM_NOT_FOUND, () -> file.stream("Side", false));
            refuses(Reason.IS_A_DIRECTORY, () -> d.stream("", true));
            write(file, "Side", "side data");
            write(file, "Zweiter \"Strom\" <?>", "2");
            write(d, "of a directory", "dir");
            assertThat(read(file, "sIDE")).isEqualTo("side data");
            assertThat(file.metadata().endOfFile()).isEqualTo(4);
            assertThat(d.streams()).extracting(StreamEntry::name).containsExactly("of a directory");
        }
        reopen();
        try (StoredFile file = open("f")) {
            assertThat(file.streams().getFirst().name()).isEmpty();
            assertThat(file.streams())
                    .extracting(StreamEntry::name)
                    .containsExactlyInAnyOrder("", "Side", "Zweiter \"Strom\" <?>");
            assertThat(file.streams())
                    .extracting(StreamEntry::size)
                    .containsExactlyInAnyOrder(4L, 9L, 1L);
            file.removeStream("zweiter \"strom\" <?>");
            refuses(Reason.STREAM_NOT_FOUND, () -> file.removeStream("none"));
        }
        rename("f", "g", false);
        try (StoredFile file = open("g")) {
            assertThat(read(file, "side")).isEqualTo("side data");
        }
        remove("g");
        file("g", "");
        try (StoredFile file = open("g")) {
            assertThat(file.streams()).hasSize(1);
        }
    }

    @Test
    void renamesAndRemovesStreamsUnderOpenHandles() throws VolumeException {
        try (StoredFile file = create("f")) {
            write(file, "a", "A");
            write(file, "b", "B");
            try (StoredStream a = file.stream("a", false);
                    StoredStream b = file.stream("b", false)) {
                refuses(Reason.NAME_EXISTS, () -> file.renameStream("a", "B", false));
                file.renameStream("a", "A", false);
                assertThat(a.name()).isEqualTo("A");
                file.renameStream("a", "b", true);
                assertThat(read(file, "b")).isEqualTo("A");
                assertThat(read(a)).isEqualTo("A");
                assertThat(read(b)).isEqualTo("B");
                file.removeStream("B");
                refuses(Reason.STREAM_NOT_FOUND, () -> file.stream("b", false));
                a.write(ByteBuffer.wrap(bytes("still")), 0);
                assertThat(read(a)).isEqualTo("still");
            }
            refuses(Reason.STREAM_NOT_FOUND, () -> file.renameStream("none", "x", false));
            assertThat(file.streams()).hasSize(1);
        }
    }

    @Test
    void flushesAndKeepsEverythingOverARestart() throws VolumeException {
        int serial = volume().information().serialNumber();
        directory("d");
        try (StoredFile file = create("d\\f")) {
            write(file, "", "data");
            write(file, "s", "stream");
            file.setSecurity(new byte[3000]);
            file.flush();
            try (StoredStream data = file.stream("", false)) {
                data.flush();
            }
        }
        try (StoredFile d = open("d")) {
            d.flush();
        }
        reopen();
        assertThat(volume().information().serialNumber()).isEqualTo(serial);
        try (StoredFile file = open("d\\f")) {
            assertThat(read(file, "")).isEqualTo("data");
            assertThat(read(file, "s")).isEqualTo("stream");
            assertThat(file.security()).hasSize(3000);
        }
    }

    @Test
    void saysHowMuchSpaceThereIs() throws VolumeException {
        VolumeInformation information = volume().information();
        assertThat(information.totalBytes()).isGreaterThan(information.freeBytes());
        assertThat(information.freeBytes())
                .isGreaterThanOrEqualTo(information.availableBytes())
                .isPositive();
        assertThat(information.allocationUnitBytes()).isBetween(512, 1 << 20);
        assertThat(information.readOnly()).isFalse();
    }

    @Test
    void changesAndReadsNothingBehindAShutFence() throws VolumeException {
        directory("d");
        file("f", "content");
        StoredFile file = open("f");
        StoredFile d = open("d");
        StoredStream data = file.stream("", false);
        DirectoryListing listing = d.list();
        fence.shut();
        refuses(Reason.NOT_OWNER, () -> open("f"));
        refuses(Reason.NOT_OWNER, () -> create("new"));
        refuses(Reason.NOT_OWNER, () -> volume().create(path("n"), withSecurity(true, bytes("s"))));
        refuses(Reason.NOT_OWNER, () -> volume().rename(file, path("g"), true));
        refuses(Reason.NOT_OWNER, () -> volume().link(file, path("g"), true));
        refuses(Reason.NOT_OWNER, () -> volume().remove(file));
        refuses(Reason.NOT_OWNER, () -> volume().remove(d));
        refuses(Reason.NOT_OWNER, () -> volume().information());
        refuses(Reason.NOT_OWNER, () -> data.read(ByteBuffer.allocate(4), 0));
        refuses(Reason.NOT_OWNER, () -> data.write(ByteBuffer.wrap(bytes("evil")), 0));
        refuses(Reason.NOT_OWNER, () -> data.setSize(0));
        refuses(Reason.NOT_OWNER, () -> data.setAllocation(0));
        refuses(Reason.NOT_OWNER, () -> data.zero(0, 4));
        refuses(Reason.NOT_OWNER, () -> data.allocatedRanges(0, 4));
        refuses(Reason.NOT_OWNER, data::flush);
        refuses(Reason.NOT_OWNER, file::flush);
        refuses(Reason.NOT_OWNER, file::metadata);
        refuses(Reason.NOT_OWNER, file::security);
        refuses(Reason.NOT_OWNER, file::extendedAttributes);
        refuses(Reason.NOT_OWNER, () -> file.change(MetadataChange.ofAttributes(2)));
        refuses(Reason.NOT_OWNER, () -> file.setSecurity(bytes("evil")));
        refuses(Reason.NOT_OWNER, () -> file.setExtendedAttributes(List.of(attribute("a", "b"))));
        refuses(Reason.NOT_OWNER, () -> file.setReparsePoint(new byte[20]));
        refuses(Reason.NOT_OWNER, () -> file.stream("s", true));
        refuses(Reason.NOT_OWNER, () -> listing.next(name -> true));
        listing.close();
        data.close();
        file.close();
        d.close();
        reopen();
        assertThat(names("")).containsExactly("d", "f");
        try (StoredFile again = open("f")) {
            assertThat(read(again, "")).isEqualTo("content");
            assertThat(again.metadata().attributes()).isZero();
            assertThat(again.security()).isNull();
            assertThat(again.streams()).hasSize(1);
            assertThat(again.metadata().reparseTag()).isZero();
        }
    }

    @Test
    void failsHandlesOfAClosedVolume() throws VolumeException {
        file("f", "x");
        StoredFile file = open("f");
        StoredStream data = file.stream("", false);
        volume().close();
        refuses(Reason.NOT_OWNER, () -> data.read(ByteBuffer.allocate(1), 0));
        refuses(Reason.NOT_OWNER, file::metadata);
        refuses(Reason.NOT_OWNER, () -> open("f"));
        data.close();
        file.close();
        volume().close();
    }
}
