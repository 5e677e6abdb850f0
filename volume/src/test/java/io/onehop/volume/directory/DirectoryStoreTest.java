package io.onehop.volume.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.FileTime;
import io.onehop.volume.Fence;
import io.onehop.volume.Metadata;
import io.onehop.volume.MetadataChange;
import io.onehop.volume.NewFile;
import io.onehop.volume.StoredFile;
import io.onehop.volume.StoredStream;
import io.onehop.volume.Volume;
import io.onehop.volume.VolumeContractTest;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import io.onehop.volume.VolumePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a directory, and what the host sees and may do. */
final class DirectoryStoreTest extends VolumeContractTest {
    @TempDir Path directory = Path.of("set by JUnit");

    @Override
    protected Volume openVolume(Fence behind) throws VolumeException {
        return DirectoryStore.open(directory, behind, Options.labelled("data"));
    }

    private DirectoryStore store() {
        return (DirectoryStore) volume();
    }

    private long filesIn(String ours) throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve(".onehop").resolve(ours))) {
            return all.count() - 1;
        }
    }

    @Test
    void showsOrdinaryFilesToTheHost() throws Exception {
        directory("Sub");
        file("Sub\\Hello.txt", "hello");
        assertThat(Files.readString(directory.resolve("Sub/Hello.txt"))).isEqualTo("hello");
        try (StoredFile file = open("Sub\\hello.txt")) {
            long inode = (Long) Files.getAttribute(directory.resolve("Sub/Hello.txt"), "unix:ino");
            assertThat(file.fileId()).isEqualTo(inode);
        }
    }

    @Test
    void showsFilesOfTheHostWithSensibleDefaults() throws Exception {
        Path made = Files.writeString(directory.resolve("Host.txt"), "from the host");
        Files.createDirectory(directory.resolve("HostDir"));
        Files.writeString(directory.resolve(".dot"), "");
        assertThat(content("HOST.TXT")).isEqualTo("from the host");
        try (StoredFile file = open("host.txt");
                StoredFile dir = open("hostdir");
                StoredFile dot = open(".dot")) {
            assertThat(file.metadata().attributes()).isEqualTo(Metadata.ARCHIVE);
            assertThat(dir.metadata().attributes()).isEqualTo(Metadata.DIRECTORY);
            assertThat(dot.metadata().attributes()).isEqualTo(Metadata.ARCHIVE);
            assertThat(file.security()).isNull();
            assertThat(file.metadata().lastWriteTime())
                    .isEqualTo(FileTime.of(Files.getLastModifiedTime(made).toInstant()));
            assertThat(file.metadata().creationTime())
                    .isLessThanOrEqualTo(file.metadata().lastWriteTime())
                    .isPositive();
        }
    }

    @Test
    void seesAtOnceWhatTheHostAdds() throws Exception {
        assertThat(exists("x1")).isFalse();
        for (int i = 0; i < 200; i++) {
            Files.writeString(directory.resolve("X" + i), "");
            assertThat(exists("x" + i)).as("x%d", i).isTrue();
            Files.delete(directory.resolve("X" + i));
            assertThat(exists("x" + i)).isFalse();
        }
    }

    private @Nullable StoredFile atOnce(String name, boolean forData) throws VolumeException {
        return store().openAtOnce(path(name), forData);
    }

    @Test
    void opensAtOnceWhatIsOpenAndKnown() throws Exception {
        directory("d");
        Files.writeString(directory.resolve("d/f"), "x");
        try (StoredFile first = open("d\\f")) {
            assertThat(atOnce("d\\f", true)).as("nothing is known").isNull();
            assertThat(first.metadata().endOfFile()).isEqualTo(1);
            byte[] security = {1, 2, 3};
            first.setSecurity(security);
            try (StoredFile again = Objects.requireNonNull(atOnce("d\\f", true))) {
                assertThat(again.fileId()).isEqualTo(first.fileId());
                assertThat(again.path()).isEqualTo(path("d\\f"));
                assertThat(again.metadataAtOpening()).isEqualTo(first.metadata());
                assertThat(again.security()).isEqualTo(security);
            }
            assertThat(atOnce("d\\F", true)).as("another case").isNull();
            int descriptors = store().openDescriptors();
            Files.move(directory.resolve("d/f"), directory.resolve("d/g"));
            assertThat(atOnce("d\\f", true)).as("moved by the host").isNull();
            Files.writeString(directory.resolve("d/f"), "another");
            assertThat(atOnce("d\\f", true)).as("another file").isNull();
            assertThat(store().openDescriptors()).isEqualTo(descriptors);
        }
    }

    @Test
    void knowsFilesThatWereClosedUntilTheyChange() throws Exception {
        byte[] security = {1, 2, 3};
        NewFile what = new NewFile(false, Metadata.HIDDEN, 0, true, security, List.of());
        volume().create(path("f"), what).close();
        for (int i = 0; i < 2; i++) {
            try (StoredFile again = Objects.requireNonNull(atOnce("f", false))) {
                assertThat(again.security()).isEqualTo(security);
                assertThat(again.metadataAtOpening().attributes()).isEqualTo(Metadata.HIDDEN);
                assertThat(again.metadataAtOpening()).isEqualTo(again.metadata());
                // Its descriptor was opened to look only.
                again.stream("", false).close();
            }
        }
        assertThat(atOnce("f", true)).as("for data").isNull();
        Files.writeString(directory.resolve("f"), "of the host");
        assertThat(atOnce("f", false)).as("changed by the host").isNull();
        try (StoredFile first = open("f")) {
            assertThat(first.security()).isEqualTo(security);
            first.change(MetadataChange.ofAttributes(Metadata.SYSTEM));
            first.setSecurity(new byte[] {9});
        }
        try (StoredFile again = Objects.requireNonNull(atOnce("f", false))) {
            assertThat(again.metadataAtOpening().attributes()).isEqualTo(Metadata.SYSTEM);
            assertThat(again.metadataAtOpening().endOfFile()).isEqualTo(11);
            assertThat(again.security()).containsExactly(9);
            again.change(MetadataChange.ofAttributes(Metadata.READONLY));
        }
        try (StoredFile last = open("f")) {
            assertThat(last.metadata().attributes()).isEqualTo(Metadata.READONLY);
            assertThat(last.security()).containsExactly(9);
        }
        remove("f");
        assertThat(atOnce("f", false)).as("removed").isNull();
        assertThat(atOnce(".onehop", false)).isNull();
    }

    @Test
    void readsLargeDescriptorsEachTime() throws Exception {
        byte[] large = new byte[2000];
        file("f", "x");
        try (StoredFile first = open("f")) {
            first.setSecurity(large);
            assertThat(atOnce("f", true)).isNull();
            assertThat(first.security()).isEqualTo(large);
        }
        assertThat(atOnce("f", false)).isNull();
    }

    @Test
    void opensNothingAtOnceOnceTheFenceIsShut() throws Exception {
        file("f", "x");
        try (StoredFile first = open("f")) {
            assertThat(first.metadata().endOfFile()).isEqualTo(1);
            first.setSecurity(new byte[] {1});
            fence.shut();
            refuses(Reason.NOT_OWNER, () -> atOnce("f", true));
        }
    }

    @Test
    void hidesItsOwnFolder() throws Exception {
        assertThat(names("")).isEmpty();
        assertThat(directory.resolve(".onehop")).isDirectory();
        refuses(Reason.NAME_NOT_FOUND, () -> open(".onehop"));
        refuses(Reason.NAME_NOT_FOUND, () -> open(".OneHop"));
        refuses(Reason.PATH_NOT_FOUND, () -> open(".onehop\\volume"));
        refuses(Reason.HOST_DENIED, () -> create(".ONEHOP"));
        refuses(Reason.HOST_DENIED, () -> create(".onehop\\new\\evil"));
        file("f", "");
        refuses(Reason.HOST_DENIED, () -> rename("f", ".onehop\\volume", true));
        directory("d");
        file("d\\.onehop", "allowed elsewhere");
        assertThat(names("d")).containsExactly(".onehop");
    }

    @Test
    void followsNoLinks(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createDirectory(directory.resolve("inside"));
        Files.writeString(directory.resolve("inside/f"), "x");
        Files.createSymbolicLink(directory.resolve("out"), outside);
        Files.createSymbolicLink(directory.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(directory.resolve("in"), Path.of("inside"));
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
        assertThat(names("")).containsExactly("inside");
        for (String name :
                List.of("out", "OUT", "file", "in", "dangling", "out\\secret", "in\\f")) {
            refuses(Reason.REPARSE_POINT, () -> open(name));
        }
        refuses(Reason.REPARSE_POINT, () -> create("out\\new"));
        refuses(Reason.NAME_EXISTS, () -> create("dangling"));
        refuses(Reason.NAME_EXISTS, () -> create("FILE"));
        refuses(Reason.REPARSE_POINT, () -> rename("inside\\f", "out\\f", true));
        assertThat(outside.toFile().list()).containsExactly("secret");
        assertThat(Files.readString(outside.resolve("secret"))).isEqualTo("secret");
    }

    @Test
    void neitherShowsNorOpensPipes() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertThat(names("")).isEmpty();
        refuses(Reason.NAME_NOT_FOUND, () -> open("pipe"));
    }

    @Test
    void mapsNamesOfTheHostThatClientsCannotShow() throws Exception {
        String shown = "a\uf03ab\uf022\uf05cc";
        Files.writeString(directory.resolve("a:b\"\\c"), "odd");
        assertThat(names("")).containsExactly(shown);
        assertThat(content(shown)).isEqualTo("odd");
        assertThat(content(shown.toUpperCase(Locale.ROOT))).isEqualTo("odd");
        rename(shown, "b\uf03f", false);
        assertThat(directory.resolve("b?")).hasContent("odd");
    }

    @Test
    void removesStreamsAndLargeValuesWithTheLastName() throws Exception {
        NewFile large = new NewFile(false, 0, 0, new byte[10_000], List.of());
        try (StoredFile file = volume().create(VolumePath.parse("a"), large)) {
            write(file, "s", "stream");
            volume().link(file, VolumePath.parse("b"), false);
        }
        remove("a");
        assertThat(filesIn("streams")).isEqualTo(2);
        assertThat(filesIn("beside")).isEqualTo(1);
        file("c", "");
        try (StoredFile held = open("b")) {
            rename("c", "b", true);
            assertThat(held.security()).hasSize(10_000);
            assertThat(read(held, "s")).isEqualTo("stream");
        }
        assertThat(filesIn("streams")).isZero();
        assertThat(filesIn("beside")).isZero();
        assertThat(filesIn("new")).isZero();
    }

    @Test
    void removesStreamsOfAFileThatWasRemovedBeforeACrash() throws Exception {
        file("f", "");
        StoredFile file = open("f");
        write(file, "s", "stream");
        volume().remove(file);
        volume().close();
        file.close();
        assertThat(filesIn("new")).isEqualTo(2);
        reopen();
        assertThat(filesIn("new")).isZero();
        assertThat(filesIn("streams")).isZero();
    }

    @Test
    void givesACopyByTheHostNoStreams() throws Exception {
        file("f", "");
        try (StoredFile file = open("f")) {
            write(file, "s", "stream");
            file.setSecurity(new byte[5000]);
        }
        Path copy = directory.resolve("copy");
        String original = directory.resolve("f").toString();
        assertThat(new ProcessBuilder("cp", "-a", original, copy.toString()).start().waitFor())
                .isZero();
        try (StoredFile file = open("copy")) {
            assertThat(file.streams()).hasSize(1);
            assertThat(file.security()).isNull();
            write(file, "s", "its own");
        }
        try (StoredFile file = open("f")) {
            assertThat(read(file, "s")).isEqualTo("stream");
        }
    }

    @Test
    void leavesAFileAloneThatTheHostPutInPlaceOfAnOpenOne() throws Exception {
        file("f", "old");
        try (StoredFile old = open("f")) {
            Files.move(directory.resolve("f"), directory.resolve("g"));
            Files.writeString(directory.resolve("f"), "new");
            refuses(Reason.NAME_NOT_FOUND, () -> volume().remove(old));
            assertThat(content("f")).isEqualTo("new");
            assertThat(read(old, "")).isEqualTo("old");
            remove("f");
        }
        assertThat(names("")).containsExactly("g");
    }

    @Test
    void opensByNameWhatIsOpenAlready() throws Exception {
        file("f", "one");
        try (StoredFile first = open("f")) {
            int descriptors = store().openDescriptors();
            Files.createLink(directory.resolve("other"), directory.resolve("f"));
            Files.createSymbolicLink(directory.resolve("link"), Path.of("f"));
            refuses(Reason.REPARSE_POINT, () -> open("link"));
            Files.writeString(directory.resolve("f"), "longer");
            try (StoredFile again = open("f");
                    StoredFile other = open("other")) {
                assertThat(store().openDescriptors()).isEqualTo(descriptors);
                assertThat(again.fileId()).isEqualTo(first.fileId());
                assertThat(again.metadataAtOpening().endOfFile()).isEqualTo(6);
                assertThat(other.path().name()).isEqualTo("other");
                Files.writeString(directory.resolve("f"), "shrt");
                assertThat(again.metadataAtOpening().endOfFile()).isEqualTo(4);
            }
            Files.delete(directory.resolve("f"));
            Files.writeString(directory.resolve("f"), "another");
            try (StoredFile another = open("f")) {
                assertThat(another.fileId()).isNotEqualTo(first.fileId());
                assertThat(read(another, "")).isEqualTo("another");
            }
        }
    }

    @Test
    void prefersTheExactNameWhereTheHostHasSeveral() throws Exception {
        Files.writeString(directory.resolve("Name"), "1");
        Files.writeString(directory.resolve("NAME"), "2");
        assertThat(content("Name")).isEqualTo("1");
        assertThat(content("NAME")).isEqualTo("2");
        assertThat(content("name")).isIn("1", "2");
        remove("Name");
        assertThat(content("name")).isEqualTo("2");
    }

    @Test
    void readsNoDirectoryAgainForNamesThatAreMissing() throws Exception {
        directory("d");
        for (int i = 0; i < 100; i++) {
            file("d\\f" + i, "");
        }
        assertThat(exists("d\\none")).isFalse();
        long before = store().directoryScans();
        for (int i = 0; i < 300; i++) {
            assertThat(exists("d\\none" + i)).isFalse();
            file("d\\new" + i, "");
            remove("d\\new" + i);
        }
        assertThat(store().directoryScans() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void closesEveryDescriptor() throws Exception {
        int before = store().openDescriptors();
        try (StoredFile one = create("f");
                StoredFile two = open("f");
                StoredStream a = one.stream("", false);
                StoredStream b = two.stream("", false);
                StoredStream c = two.stream("s", true)) {
            for (StoredStream stream : List.of(a, b, c)) {
                stream.write(ByteBuffer.wrap(new byte[1]), 0);
            }
            assertThat(store().openDescriptors()).isEqualTo(before + 2);
        }
        refuses(Reason.NAME_NOT_FOUND, () -> open("none"));
        refuses(Reason.NAME_EXISTS, () -> create("F"));
        assertThat(store().openDescriptors()).isEqualTo(before);
    }

    @Test
    void refusesWhatIsNoDirectory() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        refuses(
                Reason.NOT_A_DIRECTORY,
                () -> DirectoryStore.open(file, Fence.OPEN, Options.labelled("x")));
        Path none = directory.resolve("none");
        refuses(
                Reason.NAME_NOT_FOUND,
                () -> DirectoryStore.open(none, Fence.OPEN, Options.labelled("x")));
    }

    @Test
    void refusesAFolderOfAnotherVersion() throws Exception {
        volume().close();
        Files.write(
                directory.resolve(".onehop/volume"),
                "onehop 2 00000000\n".getBytes(StandardCharsets.UTF_8));
        refuses(
                Reason.NOT_SUPPORTED,
                () -> DirectoryStore.open(directory, Fence.OPEN, Options.labelled("x")));
    }
}
