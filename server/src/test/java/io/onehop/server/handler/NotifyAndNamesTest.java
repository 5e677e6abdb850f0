package io.onehop.server.handler;

import static io.onehop.server.handler.ServedFixture.end;
import static io.onehop.server.handler.ServedFixture.statusOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.server.open.MustWait;
import io.onehop.server.open.Open;
import io.onehop.server.open.OpenFiles;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.WireReader;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.FileNotifyInformation;
import io.onehop.wire.smb2.NtStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CHANGE_NOTIFY, and the changes of names that other handlers make through OpenFiles. */
class NotifyAndNamesTest extends TwoClients {
    private static final int NAMES =
            ChangeNotify.FILE_NOTIFY_CHANGE_FILE_NAME | ChangeNotify.FILE_NOTIFY_CHANGE_DIR_NAME;

    private static Reply watch(Client client, FileId id, boolean tree, int filter, int length) {
        int flags = tree ? ChangeNotify.FLAG_WATCH_TREE : 0;
        return client.send(new ChangeNotify.Request(flags, length, id, filter));
    }

    private static List<FileNotifyInformation> changes(Reply reply) throws Exception {
        Reply.Success success = (Reply.Success) end(reply);
        ChangeNotify.Response response = (ChangeNotify.Response) success.response();
        return FileNotifyInformation.decodeAll(
                new WireReader(
                        response.outputBuffer()
                                .duplicate()
                                .order(java.nio.ByteOrder.LITTLE_ENDIAN)));
    }

    private static Open open(Client client, FileId id) throws SmbException {
        return client.session.open(id, client.tree);
    }

    private static VolumePath path(String text) throws VolumeException {
        return VolumePath.parse(text);
    }

    @Test
    void aWatchSeesItsDirectoryAndATreeAllBelow() throws Exception {
        FileId root = a.openDirectory("");
        FileId deep = a.openDirectory("");
        FileId sub = b.openDirectory("sub");
        Reply near = watch(a, root, false, NAMES, 1000);
        Reply far = watch(a, deep, true, NAMES, 1000);
        assertThat(statusOf(near)).isEqualTo(NtStatus.PENDING);
        b.open("sub\\f");
        assertThat(statusOf(near)).isEqualTo(NtStatus.PENDING);
        assertThat(changes(far)).containsExactly(new FileNotifyInformation(1, "sub\\f"));
        b.open("g");
        assertThat(changes(near)).containsExactly(new FileNotifyInformation(1, "g"));
        Reply again = watch(a, deep, true, NAMES, 1000);
        assertThat(changes(again)).containsExactly(new FileNotifyInformation(1, "g"));
        assertThat(b.close(sub)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void renamesAreToldAsPairsAndDeletionsAndWritesAtTheClose() throws Exception {
        // With DELETE, the open of the directory would keep others from renaming in it.
        FileId root = a.opening("").access(AccessMask.FILE_READ_DATA).id();
        FileId file = b.open("one");
        Reply renamed = watch(a, root, true, -1, 1000);
        OpenFiles.rename(open(b, file), path("two"), false);
        assertThat(changes(renamed))
                .containsExactly(
                        new FileNotifyInformation(4, "one"), new FileNotifyInformation(5, "two"));
        Reply written = watch(a, root, true, -1, 1000);
        b.write(file, 0, "x");
        assertThat(statusOf(written)).isEqualTo(NtStatus.PENDING);
        b.close(file);
        assertThat(changes(written)).containsExactly(new FileNotifyInformation(3, "two"));
        Reply deleted = watch(a, root, true, -1, 1000);
        b.close(b.opening("two").options(Create.FILE_DELETE_ON_CLOSE).id());
        assertThat(changes(deleted)).containsExactly(new FileNotifyInformation(2, "two"));
    }

    @Test
    void whoWatchesAttributesAloneHearsOfRenamedFilesAndNoDirectories() throws Exception {
        FileId root = a.opening("").access(AccessMask.FILE_READ_DATA).id();
        FileId sub = b.openDirectory("sub");
        FileId file = b.open("one");
        Reply told = watch(a, root, true, ChangeNotify.FILE_NOTIFY_CHANGE_ATTRIBUTES, 1000);
        OpenFiles.rename(open(b, sub), path("dir"), false);
        assertThat(statusOf(told)).isEqualTo(NtStatus.PENDING);
        OpenFiles.rename(open(b, file), path("two"), false);
        assertThat(changes(told)).containsExactly(new FileNotifyInformation(3, "two"));
    }

    @Test
    void whatIsReplacedIsToldAsChangedOrGone() throws Exception {
        FileId root = a.opening("").access(AccessMask.FILE_READ_DATA).id();
        b.close(b.open("Old"));
        Open file = open(b, b.open("one"));
        Reply first = watch(a, root, true, -1, 1000);
        OpenFiles.rename(file, path("Old"), true);
        assertThat(changes(first)).containsExactly(new FileNotifyInformation(2, "one"));
        Reply second = watch(a, root, true, -1, 1000);
        assertThat(changes(second)).containsExactly(new FileNotifyInformation(3, "Old"));
        b.close(b.open("two"));
        Reply made = watch(a, root, true, -1, 1000);
        assertThat(changes(made)).contains(new FileNotifyInformation(1, "two"));
        Reply third = watch(a, root, true, -1, 1000);
        OpenFiles.rename(file, path("TWO"), true);
        assertThat(changes(third)).containsExactly(new FileNotifyInformation(2, "two"));
        Reply fourth = watch(a, root, true, -1, 1000);
        assertThat(changes(fourth))
                .containsExactly(
                        new FileNotifyInformation(4, "Old"), new FileNotifyInformation(5, "TWO"));
    }

    @Test
    void whatDoesNotFitIsToldAsTooMuch() throws Exception {
        FileId root = a.openDirectory("");
        Reply first = watch(a, root, false, NAMES, 40);
        b.open("a");
        assertThat(changes(first)).hasSize(1);
        for (int i = 0; i < 10; i++) {
            b.open("file" + i);
        }
        Reply tooMuch = watch(a, root, false, NAMES, 40);
        assertThat(statusOf(tooMuch)).isEqualTo(NtStatus.NOTIFY_ENUM_DIR);
        assertThat(statusOf(watch(a, root, false, NAMES, 40))).isEqualTo(NtStatus.PENDING);
    }

    @Test
    void watchesEndWithCancelCloseAndDeletion() throws Exception {
        FileId dir = a.openDirectory("d");
        Reply cancelled = watch(a, dir, false, NAMES, 100);
        Reply cleaned = watch(a, dir, false, NAMES, 100);
        ((Reply.Pending) cancelled).cancel().run();
        assertThat(statusOf(cancelled)).isEqualTo(NtStatus.CANCELLED);
        a.close(dir);
        assertThat(statusOf(cleaned)).isEqualTo(NtStatus.NOTIFY_CLEANUP);
        FileId again = a.openDirectory("d");
        Reply doomed = watch(a, again, false, NAMES, 100);
        OpenFiles.setDelete(open(b, b.openDirectory("d")), true, false);
        assertThat(statusOf(doomed)).isEqualTo(NtStatus.DELETE_PENDING);
        assertThat(statusOf(watch(a, again, false, NAMES, 100))).isEqualTo(NtStatus.DELETE_PENDING);
        assertThat(b.opening("d\\new").disposition(Create.FILE_CREATE).status())
                .isEqualTo(NtStatus.DELETE_PENDING);
    }

    @Test
    void onlyDirectoriesThatMayBeListedAreWatched() {
        FileId file = a.open("f");
        assertThat(statusOf(watch(a, file, false, NAMES, 10)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        FileId blind = a.opening("").access(AccessMask.FILE_READ_ATTRIBUTES).id();
        assertThat(statusOf(watch(a, blind, false, NAMES, 10))).isEqualTo(NtStatus.ACCESS_DENIED);
        FileId root = a.openDirectory("");
        assertThat(statusOf(watch(a, root, false, NAMES, 9 << 20)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    private static void refused(NtStatus status, Change change) {
        assertThatThrownBy(change::run)
                .isInstanceOfSatisfying(
                        SmbException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @FunctionalInterface
    private interface Change {
        void run() throws SmbException, VolumeException, MustWait;
    }

    @Test
    void renamingMindsWhatOthersHaveOpen() throws Exception {
        a.openDirectory("d");
        FileId file = b.open("d\\f");
        Open directoryOpen = open(a, a.openDirectory("d"));
        refused(NtStatus.ACCESS_DENIED, () -> OpenFiles.rename(directoryOpen, path("e"), false));
        b.close(file);
        FileId other = b.open("other");
        FileId source = a.open("source");
        Open open = open(a, source);
        refused(NtStatus.OBJECT_NAME_COLLISION, () -> OpenFiles.rename(open, path("other"), false));
        refused(NtStatus.ACCESS_DENIED, () -> OpenFiles.rename(open, path("other"), true));
        refused(NtStatus.ACCESS_DENIED, () -> OpenFiles.rename(open, path("d"), true));
        refused(
                NtStatus.OBJECT_PATH_NOT_FOUND,
                () -> OpenFiles.rename(open, path("missing\\x"), true));
        b.close(other);
        OpenFiles.rename(open, path("other"), true);
        assertThat(directory.resolve("source")).doesNotExist();
        assertThat(open.stored().path()).isEqualTo(path("other"));
        OpenFiles.rename(open, path("OTHER"), false);
        assertThat(directory.resolve("OTHER")).exists();
    }

    @Test
    void renamingNeedsDeleteAndAParentThatLetsIt() throws Exception {
        Open reader =
                open(
                        a,
                        a.opening("f")
                                .disposition(Create.FILE_CREATE)
                                .access(AccessMask.FILE_READ_DATA)
                                .id());
        refused(NtStatus.ACCESS_DENIED, () -> OpenFiles.rename(reader, path("g"), false));
        a.openDirectory("d");
        for (Open each : List.copyOf(a.session.opens())) {
            each.close();
        }
        b.opening("d").access(AccessMask.FILE_READ_DATA).share(Create.FILE_SHARE_READ).id();
        Open file = open(a, a.open("f"));
        refused(NtStatus.SHARING_VIOLATION, () -> OpenFiles.rename(file, path("d\\f"), false));
    }

    @Test
    void aDirectoryWithFilesIsNotDeletedAndAnEmptyOneIs() throws Exception {
        FileId dir = a.openDirectory("d");
        b.close(b.open("d\\f"));
        refused(NtStatus.DIRECTORY_NOT_EMPTY, () -> OpenFiles.setDelete(open(a, dir), true, false));
        b.close(b.opening("d\\f").options(Create.FILE_DELETE_ON_CLOSE).id());
        OpenFiles.setDelete(open(a, dir), true, false);
        OpenFiles.setDelete(open(a, dir), false, false);
        FileId other = b.openDirectory("d");
        OpenFiles.setDelete(open(b, other), true, false);
        a.close(dir);
        assertThat(directory.resolve("d")).exists();
        b.close(other);
        assertThat(directory.resolve("d")).doesNotExist();
    }

    @Test
    void streamsAreRenamed() throws Exception {
        FileId id = a.open("f:one");
        a.write(id, 0, "text");
        b.close(b.open("f:two"));
        Open stream = open(a, id);
        refused(NtStatus.OBJECT_NAME_COLLISION, () -> OpenFiles.renameStream(stream, "two", false));
        OpenFiles.renameStream(stream, "three", false);
        assertThat(b.opening("f:one").status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(b.read(b.open("f:three"), 0, 9)).isEqualTo("text");
        FileId two = b.open("f:two");
        refused(NtStatus.INVALID_PARAMETER, () -> OpenFiles.renameStream(stream, "two", true));
        b.write(two, 0, "data");
        b.close(two);
        refused(NtStatus.INVALID_PARAMETER, () -> OpenFiles.renameStream(stream, "two", true));
        b.close(b.open("f:empty"));
        OpenFiles.renameStream(stream, "empty", true);
        assertThat(b.read(b.open("f:empty"), 0, 9)).isEqualTo("text");
    }

    @Test
    void aStreamBecomesTheUnnamedOneAndBack() throws Exception {
        FileId id = a.open("f:one");
        a.write(id, 0, "text");
        Open stream = open(a, id);
        FileId other = b.open("f:one");
        refused(NtStatus.SHARING_VIOLATION, () -> OpenFiles.renameStream(stream, "", true));
        b.close(other);
        OpenFiles.renameStream(stream, "", true);
        assertThat(a.read(id, 0, 9)).isEqualTo("text");
        a.write(id, 4, "!");
        assertThat(b.read(b.open("f"), 0, 9)).isEqualTo("text!");
        assertThat(b.opening("f:one").status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        refused(NtStatus.SHARING_VIOLATION, () -> OpenFiles.renameStream(stream, "two", false));
        b.disconnect();
        OpenFiles.renameStream(stream, "two", false);
        a.write(id, 0, "T");
        assertThat(a.read(a.open("f:two"), 0, 9)).isEqualTo("Text!");
        assertThat(a.read(a.open("f"), 0, 9)).isEqualTo("STATUS_END_OF_FILE");
    }

    @Test
    void hardLinksShareTheirFileAndAreDeletedByTheirOwnName() throws Exception {
        FileId one = a.open("one");
        OpenFiles.link(open(a, one), path("two"), false);
        FileId two = b.opening("two").share(0).access(AccessMask.FILE_READ_ATTRIBUTES).id();
        assertThat(open(b, two).file()).isSameAs(open(a, one).file());
        a.write(one, 0, "x");
        FileId deleting = b.opening("two").options(Create.FILE_DELETE_ON_CLOSE).id();
        b.close(deleting);
        b.close(two);
        a.close(one);
        assertThat(directory.resolve("two")).doesNotExist();
        assertThat(directory.resolve("one")).hasContent("x");
    }
}
