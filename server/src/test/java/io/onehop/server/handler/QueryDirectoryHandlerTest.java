package io.onehop.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.serve.Reply;
import io.onehop.volume.ShortNames;
import io.onehop.wire.WireReader;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.Ace;
import io.onehop.wire.dtyp.Acl;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.SecurityInformation;
import io.onehop.wire.dtyp.Sid;
import io.onehop.wire.fscc.DirectoryInformation;
import io.onehop.wire.fscc.DirectoryInformation.Layout;
import io.onehop.wire.fscc.FileInformationClass;
import io.onehop.wire.fscc.FileNameInformation;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryDirectory;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.SetInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryDirectoryHandlerTest extends InformationFixture {
    private static final int SINGLE = QueryDirectory.FLAG_RETURN_SINGLE_ENTRY;

    @Test
    void listsEverythingOnce() throws Exception {
        FileId id = filled(3);
        assertThat(names(list(id, "*", 0, 65_536)))
                .containsExactlyInAnyOrder(".", "..", "file0", "file1", "file2");
        assertThat(status(list(id, "*", 0, 65_536))).isEqualTo(NtStatus.NO_MORE_FILES);
        assertThat(names(list(id, "*", QueryDirectory.FLAG_RESTART_SCANS, 65_536))).hasSize(5);
    }

    @Test
    void goesOnWhereTheBufferWasFull() throws Exception {
        FileId id = filled(20);
        List<String> all = new ArrayList<>();
        Reply reply = list(id, "*", 0, 400);
        while (status(reply).equals(NtStatus.SUCCESS)) {
            List<String> some = names(reply);
            assertThat(some).hasSizeBetween(1, 3);
            all.addAll(some);
            reply = list(id, "*", 0, 400);
        }
        assertThat(status(reply)).isEqualTo(NtStatus.NO_MORE_FILES);
        assertThat(all).hasSize(22).doesNotHaveDuplicates();
    }

    @Test
    void givesOneEntryWhenAskedForOne() throws Exception {
        FileId id = filled(2);
        assertThat(names(list(id, "file*", SINGLE, 65_536))).hasSize(1);
        assertThat(names(list(id, "", SINGLE, 65_536))).hasSize(1);
        assertThat(status(list(id, "", SINGLE, 65_536))).isEqualTo(NtStatus.NO_MORE_FILES);
    }

    @Test
    void patternsChooseAndStay() throws Exception {
        FileId id = filled(12);
        assertThat(names(list(id, "FILE1?", 0, 65_536)))
                .containsExactlyInAnyOrder("file10", "file11");
        assertThat(status(list(id, "*", 0, 65_536))).isEqualTo(NtStatus.NO_MORE_FILES);
        assertThat(names(list(id, "*1", QueryDirectory.FLAG_REOPEN, 65_536)))
                .containsExactlyInAnyOrder("file1", "file11");
        assertThat(status(list(id, "nothing*", QueryDirectory.FLAG_REOPEN, 65_536)))
                .isEqualTo(NtStatus.NO_SUCH_FILE);
    }

    @Test
    void oneNameIsLookedUp() throws Exception {
        FileId id = filled(2);
        List<DirectoryInformation> found = entries(list(id, "FILE1", 0, 65_536));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().fileName()).isEqualTo("file1");
        assertThat(found.getFirst().file().endOfFile()).isEqualTo(1);
        assertThat(status(list(id, "FILE1", 0, 65_536))).isEqualTo(NtStatus.NO_MORE_FILES);
        assertThat(status(list(id, "none", QueryDirectory.FLAG_REOPEN, 65_536)))
                .isEqualTo(NtStatus.NO_SUCH_FILE);
    }

    @Test
    void longNamesAreFoundByTheirShortOnes() throws Exception {
        FileId id = folder("dir");
        close(file("dir\\a long name.text"));
        close(file("dir\\short.txt"));
        String generated = ShortNames.of("a long name.text");
        List<DirectoryInformation> all = entries(list(id, "*", 0, 65_536));
        assertThat(all)
                .extracting(DirectoryInformation::shortName)
                .containsExactlyInAnyOrder("", "", generated, "");
        assertThat(names(list(id, generated, QueryDirectory.FLAG_REOPEN, 65_536)))
                .containsExactly("a long name.text");
        assertThat(names(list(id, "A*~*.TEX", QueryDirectory.FLAG_REOPEN, 65_536)))
                .containsExactly("a long name.text");
        assertThat(names(list(id, "\"", QueryDirectory.FLAG_REOPEN, 65_536))).containsExactly(".");
        FileNameInformation alternate =
                FileNameInformation.decode(
                        file(file("dir\\" + generated), FileInformationClass.ALTERNATE_NAME));
        assertThat(alternate.name()).isEqualTo(generated);
    }

    @Test
    void dotsAreNoNamesOfFiles() throws Exception {
        FileId id = filled(1);
        assertThat(names(list(id, "..", 0, 65_536))).containsExactly("..");
        assertThat(status(list(id, "..", 0, 65_536))).isEqualTo(NtStatus.NO_MORE_FILES);
        assertThat(names(list(id, ".", QueryDirectory.FLAG_REOPEN, 65_536))).containsExactly(".");
        assertThat(status(list(id, "a|b", QueryDirectory.FLAG_REOPEN, 65_536)))
                .isEqualTo(NtStatus.OBJECT_NAME_INVALID);
    }

    @Test
    void refusesWhatIsNoListing() throws Exception {
        FileId id = filled(1);
        assertThat(status(list(file("plain"), "*", 0, 65_536)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(status(send(new QueryDirectory.Request(4, 0, 0, id, "*", 65_536))))
                .isEqualTo(NtStatus.INVALID_INFO_CLASS);
        assertThat(status(list(id, "*", 0, 20))).isEqualTo(NtStatus.INFO_LENGTH_MISMATCH);
        assertThat(status(list(id, "a\\b", 0, 65_536))).isEqualTo(NtStatus.OBJECT_NAME_INVALID);
    }

    @Test
    void leavesOutWhatTheUserMayNotReadIfTheShareSaysSo() throws Exception {
        folder("dir");
        FileId secret = file("dir\\secret");
        close(file("dir\\open"));
        byte[] mine =
                SecurityDescriptor.of(null, null, Acl.of(Ace.allow(Sid.parse(USER_SID), ALL, 0)))
                        .toBytes();
        assertThat(
                        status(
                                send(
                                        new SetInfo.Request(
                                                new QueryInfo.Selector(
                                                        QueryInfo.INFO_SECURITY,
                                                        0,
                                                        SecurityInformation.DACL),
                                                secret,
                                                ByteBuffer.wrap(mine)))))
                .isEqualTo(NtStatus.SUCCESS);
        use(connect(OTHER_SID, false, share("", true)));
        FileId id = folderFor(AccessMask.FILE_GENERIC_READ);
        assertThat(names(list(id, "*", 0, 65_536))).containsExactlyInAnyOrder(".", "..", "open");
    }

    private FileId folderFor(int access) {
        Reply reply = tryCreate("dir", access, 1, 1);
        assertThat(status(reply)).isEqualTo(NtStatus.SUCCESS);
        return ((io.onehop.wire.smb2.Create.Response) response(reply)).fileId();
    }

    private FileId filled(int files) {
        FileId id = folder("dir");
        for (int i = 0; i < files; i++) {
            FileId file = file("dir\\file" + i);
            write(file, 0, "x");
            close(file);
        }
        return id;
    }

    private Reply list(FileId id, String pattern, int flags, int maxBytes) {
        return send(
                new QueryDirectory.Request(
                        Layout.ID_BOTH.level(), flags, 0, id, pattern, maxBytes));
    }

    private static List<DirectoryInformation> entries(Reply reply) throws Exception {
        assertThat(status(reply)).isEqualTo(NtStatus.SUCCESS);
        return DirectoryInformation.decodeList(
                Layout.ID_BOTH,
                new WireReader(((QueryDirectory.Response) response(reply)).outputBuffer()));
    }

    private static List<String> names(Reply reply) throws Exception {
        return entries(reply).stream().map(DirectoryInformation::fileName).toList();
    }
}
