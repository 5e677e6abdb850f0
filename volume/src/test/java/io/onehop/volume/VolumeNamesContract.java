package io.onehop.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.volume.VolumeException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of the contract that is about names: finding, making, renaming, removing, listing. */
public abstract class VolumeNamesContract extends VolumeContractFixture {
    @Test
    void opensTheRootAsADirectoryWithoutEntries() throws VolumeException {
        try (StoredFile root = open("")) {
            assertThat(root.isDirectory()).isTrue();
            assertThat(root.path()).isEqualTo(VolumePath.ROOT);
            assertThat(root.metadata().isDirectory()).isTrue();
        }
        assertThat(names("")).isEmpty();
    }

    @Test
    void findsNamesInAnyCaseAndKeepsTheirs() throws VolumeException {
        directory("Reports");
        file("Reports\\Summary.TXT", "x");
        assertThat(content("reports\\sUmMaRy.txt")).isEqualTo("x");
        try (StoredFile file = open("REPORTS\\SUMMARY.txt")) {
            assertThat(file.path().toString()).isEqualTo("Reports\\Summary.TXT");
        }
        assertThat(names("")).containsExactly("Reports");
        assertThat(names("rEPORTS")).containsExactly("Summary.TXT");
    }

    @Test
    void findsNamesByTheirShortOnes() throws VolumeException {
        directory("A Directory");
        file("A Directory\\A long name.text", "x");
        String shortPath = ShortNames.of("A Directory") + "\\" + ShortNames.of("A long name.text");
        assertThat(content(shortPath)).isEqualTo("x");
        try (StoredFile file = open(shortPath.toLowerCase(Locale.ROOT))) {
            assertThat(file.path().toString()).isEqualTo("A Directory\\A long name.text");
            refuses(Reason.NAME_EXISTS, () -> create(shortPath));
            volume().rename(file, path("A Directory\\Another name"), false);
            assertThat(exists(shortPath)).isFalse();
            assertThat(exists("A Directory\\" + ShortNames.of("Another name"))).isTrue();
        }
        reopen();
        assertThat(exists("A Directory\\" + ShortNames.of("Another name"))).isTrue();
    }

    @Test
    void givesALongNameBackToAFileThatIsReplacedByItsShortOne() throws VolumeException {
        file("The document.doc", "old");
        String shortName = ShortNames.of("The document.doc");
        try (StoredFile file = open(shortName)) {
            volume().remove(file);
        }
        file(shortName, "new");
        assertThat(content("the document.doc")).isEqualTo("new");
        assertThat(names("")).containsExactly("The document.doc");
    }

    @Test
    void aShortNameOfTwoLeadsToNeither() throws VolumeException {
        Map<String, String> seen = new HashMap<>();
        String one = null;
        String two = "";
        for (int i = 0; one == null; i++) {
            two = "A long name " + i;
            one = seen.put(ShortNames.of(two), two);
        }
        String shortName = ShortNames.of(two);
        file(one, "one");
        assertThat(content(shortName)).isEqualTo("one");
        file(two, "two");
        assertThat(exists(shortName)).isFalse();
        try (StoredFile file = open(one)) {
            volume().remove(file);
        }
        assertThat(content(shortName)).isEqualTo("two");
    }

    @Test
    void findsNamesBeyondAsciiInAnyCase() throws VolumeException {
        file("Größe Ωmega жук.txt", "x");
        assertThat(exists("GRÖßE ωMEGA ЖУК.TXT")).isTrue();
        // Sharp s has no single upper case, so it is not the same as two letters.
        assertThat(exists("Grösse Ωmega жук.txt")).isFalse();
        file("日本語 😀.txt", "y");
        assertThat(content("日本語 😀.TXT")).isEqualTo("y");
    }

    @Test
    void keepsLettersApartThatWindowsKeepsApart() throws VolumeException {
        file("i", "latin");
        file("\u0131", "dotless");
        file("\u017f", "long s");
        assertThat(exists("S")).isFalse();
        assertThat(content("I")).isEqualTo("latin");
        assertThat(content("\u0131")).isEqualTo("dotless");
    }

    @Test
    void keepsOddNames() throws VolumeException {
        List<String> odd =
                List.of(
                        "name with  spaces",
                        " leading",
                        "trailing.",
                        "trailing ",
                        "%41~1",
                        "=#&'()+,;@[]^`{}",
                        "lone \ud800 surrogate",
                        "\udc00low",
                        "cafe\u0301",
                        "a\u00adb\u200b",
                        "\uf02a private",
                        "\uf001",
                        "\uf0e9",
                        "...");
        for (String name : odd) {
            file(name, name.codePoints().toArray().length + "");
        }
        assertThat(names("")).containsExactlyInAnyOrderElementsOf(odd);
        for (String name : odd) {
            try (StoredFile file = volume().open(VolumePath.ROOT.child(name))) {
                assertThat(file.path().name()).isEqualTo(name);
            }
        }
        reopen();
        assertThat(names("")).containsExactlyInAnyOrderElementsOf(odd);
    }

    @Test
    void refusesNamesThatWouldLeaveTheirDirectory() throws VolumeException {
        directory("d");
        for (String evil : List.of("..", ".", "", "a/b", "../x", "/", "a\0b", "a:b", "a*")) {
            VolumePath bad = new VolumePath(List.of("d", evil));
            refuses(Reason.NAME_INVALID, () -> volume().open(bad));
            refuses(Reason.NAME_INVALID, () -> volume().create(bad, NewFile.plain(false)));
        }
    }

    @Test
    void tellsAMissingNameFromAMissingPath() throws VolumeException {
        directory("d");
        file("f", "x");
        refuses(Reason.NAME_NOT_FOUND, () -> open("none"));
        refuses(Reason.NAME_NOT_FOUND, () -> open("d\\none"));
        refuses(Reason.PATH_NOT_FOUND, () -> open("none\\x"));
        refuses(Reason.PATH_NOT_FOUND, () -> open("d\\none\\x"));
        refuses(Reason.PATH_NOT_FOUND, () -> open("f\\x"));
        refuses(Reason.PATH_NOT_FOUND, () -> create("none\\x"));
        refuses(Reason.PATH_NOT_FOUND, () -> create("f\\x"));
    }

    @Test
    void doesNotMakeWhatIsThereInAnotherCase() throws VolumeException {
        file("Name", "x");
        refuses(Reason.NAME_EXISTS, () -> create("Name"));
        refuses(Reason.NAME_EXISTS, () -> create("nAME"));
        refuses(Reason.NAME_EXISTS, () -> volume().create(path("NAME"), NewFile.plain(true)));
        refuses(Reason.NAME_EXISTS, () -> volume().create(VolumePath.ROOT, NewFile.plain(true)));
        assertThat(content("name")).isEqualTo("x");
    }

    @Test
    void givesAllHandlesOfAFileOneIdentifier() throws VolumeException {
        file("a", "");
        file("b", "");
        try (StoredFile one = open("a");
                StoredFile two = open("A");
                StoredFile other = open("b")) {
            assertThat(one.fileId()).isEqualTo(two.fileId()).isNotEqualTo(other.fileId());
            assertThat(one.metadata().fileId()).isEqualTo(one.fileId());
            volume().rename(one, path("c"), false);
            assertThat(two.metadata().fileId()).isEqualTo(one.fileId());
        }
    }

    @Test
    void renamesFilesBetweenDirectories() throws VolumeException {
        directory("from");
        directory("To");
        file("from\\f", "x");
        try (StoredFile file = open("from\\f");
                StoredFile second = open("FROM\\F")) {
            volume().rename(file, path("tO\\New Name"), false);
            assertThat(file.path().toString()).isEqualTo("To\\New Name");
            assertThat(second.path().toString()).isEqualTo("To\\New Name");
            assertThat(read(second, "")).isEqualTo("x");
        }
        assertThat(names("from")).isEmpty();
        assertThat(exists("from\\f")).isFalse();
        assertThat(content("to\\new name")).isEqualTo("x");
    }

    @Test
    void renamesOnlyTheCase() throws VolumeException {
        file("readme", "x");
        directory("dir");
        try (StoredFile file = open("readme")) {
            volume().rename(file, path("README"), false);
            assertThat(file.path().name()).isEqualTo("README");
            volume().rename(file, path("README"), false);
            volume().rename(file, path("ReadMe"), true);
        }
        rename("dir", "DIR", false);
        assertThat(names("")).containsExactly("DIR", "ReadMe");
        assertThat(content("readme")).isEqualTo("x");
    }

    @Test
    void renamesOverAFileOnlyWhenAsked() throws VolumeException {
        file("a", "new");
        file("B", "old");
        refuses(Reason.NAME_EXISTS, () -> rename("a", "b", false));
        assertThat(content("a")).isEqualTo("new");
        assertThat(content("b")).isEqualTo("old");
        try (StoredFile old = open("b")) {
            rename("a", "b", true);
            assertThat(read(old, "")).isEqualTo("old");
            refuses(Reason.NAME_NOT_FOUND, () -> volume().remove(old));
        }
        assertThat(names("")).containsExactly("b");
        assertThat(content("B")).isEqualTo("new");
    }

    @Test
    void neverReplacesADirectory() throws VolumeException {
        file("f", "x");
        directory("d");
        directory("e");
        refuses(Reason.IS_A_DIRECTORY, () -> rename("f", "d", true));
        refuses(Reason.IS_A_DIRECTORY, () -> rename("e", "d", true));
        refuses(Reason.NAME_EXISTS, () -> rename("e", "d", false));
        refuses(Reason.NAME_EXISTS, () -> rename("e", "f", true));
        refuses(Reason.PATH_NOT_FOUND, () -> rename("f", "none\\f", true));
        refuses(Reason.HOST_DENIED, () -> rename("d", "d\\inner", false));
        assertThat(names("")).containsExactly("d", "e", "f");
    }

    @Test
    void tellsOpenChildrenOfARenamedDirectoryTheirPath() throws VolumeException {
        directory("top");
        directory("top\\mid");
        file("top\\mid\\leaf", "x");
        directory("other");
        try (StoredFile leaf = open("top\\mid\\leaf");
                StoredFile mid = open("TOP\\MID");
                StoredFile top = open("top")) {
            volume().rename(top, path("other\\Moved"), false);
            assertThat(leaf.path().toString()).isEqualTo("other\\Moved\\mid\\leaf");
            volume().rename(mid, path("mid2"), false);
            assertThat(leaf.path().toString()).isEqualTo("mid2\\leaf");
            assertThat(mid.path().toString()).isEqualTo("mid2");
            assertThat(top.path().toString()).isEqualTo("other\\Moved");
            assertThat(read(leaf, "")).isEqualTo("x");
            volume().remove(leaf);
        }
        assertThat(names("mid2")).isEmpty();
    }

    @Test
    void keepsDataOfARemovedFileForItsHandles() throws VolumeException {
        file("f", "before");
        try (StoredFile file = open("f");
                StoredFile second = open("f")) {
            write(file, "side", "stream");
            volume().remove(file);
            assertThat(exists("f")).isFalse();
            file("f", "another");
            assertThat(read(second, "")).isEqualTo("before");
            write(second, "", "after!");
            assertThat(read(file, "")).isEqualTo("after!");
            assertThat(read(second, "SIDE")).isEqualTo("stream");
            assertThat(second.metadata().links()).isZero();
            refuses(Reason.NAME_NOT_FOUND, () -> volume().remove(second));
            refuses(Reason.NAME_NOT_FOUND, () -> volume().rename(second, path("g"), false));
        }
        assertThat(content("f")).isEqualTo("another");
        try (StoredFile file = open("f")) {
            assertThat(file.streams()).hasSize(1);
        }
    }

    @Test
    void removesOnlyEmptyDirectories() throws VolumeException {
        directory("d");
        file("d\\f", "");
        refuses(Reason.DIRECTORY_NOT_EMPTY, () -> remove("d"));
        remove("D\\F");
        remove("D");
        assertThat(names("")).isEmpty();
        refuses(Reason.HOST_DENIED, () -> remove(""));
    }

    @Test
    void linksOneFileUnderTwoNames() throws VolumeException {
        file("a", "x");
        directory("d");
        try (StoredFile a = open("a")) {
            volume().link(a, path("d\\b"), false);
            assertThat(a.metadata().links()).isEqualTo(2);
            assertThat(a.path().toString()).isEqualTo("a");
            try (StoredFile b = open("d\\B")) {
                assertThat(b.fileId()).isEqualTo(a.fileId());
                assertThat(b.path().toString()).isEqualTo("d\\b");
                write(b, "s", "kept");
                volume().remove(a);
                assertThat(b.metadata().links()).isEqualTo(1);
            }
        }
        try (StoredFile b = open("d\\b")) {
            assertThat(read(b, "")).isEqualTo("x");
            assertThat(read(b, "s")).isEqualTo("kept");
            file("c", "old");
            refuses(Reason.NAME_EXISTS, () -> volume().link(b, path("C"), false));
            volume().link(b, path("C"), true);
        }
        assertThat(content("c")).isEqualTo("x");
        try (StoredFile d = open("d")) {
            refuses(Reason.IS_A_DIRECTORY, () -> volume().link(d, path("e"), false));
        }
    }

    @Test
    void leavesOneNameWhenALinkIsRenamedOverItsOtherName() throws VolumeException {
        file("a", "x");
        try (StoredFile a = open("a")) {
            volume().link(a, path("b"), false);
            volume().rename(a, path("B"), true);
            assertThat(a.path().name()).isEqualTo("B");
            assertThat(a.metadata().links()).isEqualTo(1);
        }
        assertThat(names("")).containsExactly("B");
    }

    @Test
    void listsTenThousandEntriesWithoutLossOrRepetition() throws VolumeException {
        directory("many");
        for (int i = 0; i < 10_000; i++) {
            create("many\\File" + i).close();
        }
        assertThat(new HashSet<>(names("many"))).hasSize(10_000);
        Set<String> wanted = new HashSet<>();
        try (StoredFile many = open("many");
                DirectoryListing listing = many.list()) {
            DirectoryEntry entry = listing.next(name -> name.endsWith("77"));
            while (entry != null) {
                assertThat(wanted.add(entry.name())).isTrue();
                assertThat(entry.metadata().isDirectory()).isFalse();
                entry = listing.next(name -> name.endsWith("77"));
            }
        }
        assertThat(wanted).hasSize(100);
        assertThat(exists("MANY\\FILE9999")).isTrue();
        assertThat(exists("many\\file10000")).isFalse();
    }

    @Test
    void listsWhatMetadataSays() throws VolumeException {
        file("f", "12345");
        directory("d");
        List<DirectoryEntry> entries = new ArrayList<>(entries(""));
        assertThat(entries).hasSize(2);
        for (DirectoryEntry entry : entries) {
            try (StoredFile file = open(entry.name())) {
                assertThat(entry.metadata()).isEqualTo(file.metadata());
            }
        }
        try (StoredFile file = open("f")) {
            refuses(Reason.NOT_A_DIRECTORY, file::list);
        }
    }

    @Test
    void listsWhileEntriesVanish() throws VolumeException {
        directory("d");
        for (int i = 0; i < 50; i++) {
            create("d\\" + i).close();
        }
        int seen = 0;
        try (StoredFile d = open("d");
                DirectoryListing listing = d.list()) {
            while (listing.next(name -> true) != null) {
                seen++;
                for (int i = 0; seen == 1 && i < 50; i++) {
                    remove("d\\" + i);
                }
            }
        }
        assertThat(seen).isBetween(1, 50);
        assertThat(names("d")).isEmpty();
    }

    @Test
    void goesDeep() throws VolumeException {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            deep.append(i == 0 ? "" : "\\").append("Directory number ").append(i);
            deep.append(" with a name that is long enough to pass what a host takes at once");
            directory(deep.toString());
        }
        file(deep + "\\leaf", "x");
        assertThat(content(deep.toString().toUpperCase(Locale.ROOT) + "\\LEAF")).isEqualTo("x");
        // Whoever empties the directory after the test may take no such paths.
        remove(deep + "\\leaf");
        for (VolumePath at = path(deep.toString()); !at.isRoot(); at = at.parent()) {
            remove(at.toString());
        }
    }
}
