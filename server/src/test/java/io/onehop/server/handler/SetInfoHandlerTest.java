package io.onehop.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.volume.Metadata;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.Ace;
import io.onehop.wire.dtyp.Acl;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.SecurityInformation;
import io.onehop.wire.dtyp.Sid;
import io.onehop.wire.fscc.FileAllocationInformation;
import io.onehop.wire.fscc.FileBasicInformation;
import io.onehop.wire.fscc.FileDispositionInformation;
import io.onehop.wire.fscc.FileDispositionInformationEx;
import io.onehop.wire.fscc.FileEndOfFileInformation;
import io.onehop.wire.fscc.FileInformationClass;
import io.onehop.wire.fscc.FileLinkInformation;
import io.onehop.wire.fscc.FileModeInformation;
import io.onehop.wire.fscc.FilePositionInformation;
import io.onehop.wire.fscc.FileRenameInformation;
import io.onehop.wire.fscc.FileStandardInformation;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.SetInfo;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class SetInfoHandlerTest extends InformationFixture {
    private static final long TIME = 132_000_000_000_000_000L;

    @Test
    void setsTimesAndAttributes() throws Exception {
        FileId id = file("f");
        assertThat(basic(id, TIME, Metadata.HIDDEN)).isEqualTo(NtStatus.SUCCESS);
        FileBasicInformation now = basic(id);
        assertThat(now.lastWriteTime()).isEqualTo(TIME);
        assertThat(now.fileAttributes()).isEqualTo(Metadata.HIDDEN);
        assertThat(basic(id, 0, Metadata.NORMAL)).isEqualTo(NtStatus.SUCCESS);
        assertThat(basic(id).fileAttributes()).isEqualTo(Metadata.NORMAL);
        assertThat(basic(id).lastWriteTime()).isEqualTo(TIME);
    }

    @Test
    void timesThatWereSetStayWhenDataIsWritten() throws Exception {
        FileId id = file("f");
        assertThat(basic(id, TIME, 0)).isEqualTo(NtStatus.SUCCESS);
        write(id, 0, "data");
        assertThat(basic(id).lastWriteTime()).isEqualTo(TIME);
        assertThat(basic(id, FileBasicInformation.RESUME_UPDATES, 0)).isEqualTo(NtStatus.SUCCESS);
        write(id, 0, "more");
        assertThat(basic(id).lastWriteTime()).isNotEqualTo(TIME);
        long before = basic(id).lastWriteTime();
        assertThat(basic(id, FileBasicInformation.STOP_UPDATES, 0)).isEqualTo(NtStatus.SUCCESS);
        write(id, 0, "last");
        assertThat(basic(id).lastWriteTime()).isEqualTo(before);
    }

    @Test
    void timesThatOneOpenKeepsFollowTheWritesOfOthers() throws Exception {
        FileId keeper = file("f");
        FileId other = file("f");
        assertThat(basic(keeper, TIME, 0)).isEqualTo(NtStatus.SUCCESS);
        write(keeper, 0, "data");
        assertThat(basic(other).lastWriteTime()).isEqualTo(TIME);
        write(other, 0, "else");
        long others = basic(other).lastWriteTime();
        assertThat(others).isNotEqualTo(TIME);
        assertThat(basic(keeper).lastWriteTime()).isEqualTo(others);
        write(keeper, 0, "more");
        FileEndOfFileInformation longer = new FileEndOfFileInformation(100);
        assertThat(set(keeper, FileInformationClass.END_OF_FILE, longer))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(basic(other).lastWriteTime()).isEqualTo(others);
        close(keeper);
        assertThat(basic(other).lastWriteTime()).isEqualTo(others);
    }

    @Test
    void roomThatIsReservedIsNoWrite() throws Exception {
        FileId id = file("f");
        assertThat(basic(id, TIME, 0)).isEqualTo(NtStatus.SUCCESS);
        assertThat(basic(id, FileBasicInformation.RESUME_UPDATES, 0)).isEqualTo(NtStatus.SUCCESS);
        FileBasicInformation times = new FileBasicInformation(0, 0, 0, TIME, 0);
        assertThat(set(file("f"), FileInformationClass.BASIC, times)).isEqualTo(NtStatus.SUCCESS);
        FileAllocationInformation room = new FileAllocationInformation(1 << 20);
        assertThat(set(id, FileInformationClass.ALLOCATION, room)).isEqualTo(NtStatus.SUCCESS);
        assertThat(basic(id).lastWriteTime()).isEqualTo(TIME);
        assertThat(basic(id).changeTime()).isNotEqualTo(TIME);
        assertThat(
                        FileStandardInformation.decode(file(id, FileInformationClass.STANDARD))
                                .allocationSize())
                .isEqualTo(1 << 20);
    }

    @Test
    void changeTimeThatWasSetStaysToo() throws Exception {
        FileId id = file("f");
        FileBasicInformation changed = new FileBasicInformation(0, 0, 0, TIME, 0);
        assertThat(set(id, FileInformationClass.BASIC, changed)).isEqualTo(NtStatus.SUCCESS);
        assertThat(basic(id, 0, Metadata.HIDDEN)).isEqualTo(NtStatus.SUCCESS);
        write(id, 0, "data");
        assertThat(basic(id).changeTime()).isEqualTo(TIME);
        close(id);
        FileId again = file("f");
        assertThat(basic(again).changeTime()).isEqualTo(TIME);
        assertThat(basic(again, 0, Metadata.NORMAL)).isEqualTo(NtStatus.SUCCESS);
        assertThat(basic(again).changeTime()).isNotEqualTo(TIME);
    }

    @Test
    void refusesTimesAndAttributesThatCannotBe() {
        FileId id = file("f");
        assertThat(basic(id, -3, 0)).isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(basic(id, 0, Metadata.DIRECTORY)).isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(basic(folder("d"), 0, Metadata.TEMPORARY)).isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(basic(file("f", AccessMask.FILE_WRITE_DATA), TIME, 0))
                .isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(set(id, FileInformationClass.BASIC, new byte[39]))
                .isEqualTo(NtStatus.INFO_LENGTH_MISMATCH);
    }

    @Test
    void renames() throws Exception {
        FileId id = file("old");
        write(id, 0, "x");
        close(file("taken"));
        assertThat(rename(id, "taken", 0)).isEqualTo(NtStatus.OBJECT_NAME_COLLISION);
        assertThat(rename(id, "a:b", 0)).isEqualTo(NtStatus.OBJECT_NAME_INVALID);
        assertThat(rename(id, "taken", FileRenameInformation.REPLACE_IF_EXISTS))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(content("taken")).isEqualTo("x");
        assertThat(Files.exists(directory.resolve("old"))).isFalse();
        assertThat(set(id, FileInformationClass.RENAME, new FileRenameInformation(0, 7, "else")))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    @Test
    void renamesWithinTheShare() throws Exception {
        close(folder("top"));
        use(connect(USER_SID, false, share("top", false)));
        FileId id = file("f");
        assertThat(rename(id, "g", 0)).isEqualTo(NtStatus.SUCCESS);
        assertThat(Files.exists(directory.resolve("top/g"))).isTrue();
        assertThat(rename(id, "..\\h", 0)).isEqualTo(NtStatus.OBJECT_NAME_INVALID);
    }

    @Test
    void renamesStreams() throws Exception {
        FileId stream = file("f:one");
        write(stream, 0, "1");
        assertThat(rename(stream, ":two:$DATA", 0)).isEqualTo(NtStatus.SUCCESS);
        assertThat(rename(stream, "g", 0)).isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(rename(stream, ":three:$INDEX_ALLOCATION", 0))
                .isEqualTo(NtStatus.OBJECT_TYPE_MISMATCH);
        for (String wrong : new String[] {":", "::", ":a:b:$DATA", ":a/b", ":three:"}) {
            assertThat(rename(stream, wrong, 0)).isEqualTo(NtStatus.INVALID_PARAMETER);
        }
        assertThat(rename(stream, "::$DATA", 0)).isEqualTo(NtStatus.OBJECT_NAME_COLLISION);
        close(stream);
        assertThat(status(tryCreate("f:one", ALL, Create.FILE_OPEN, 0)))
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        file("f:two");
    }

    @Test
    void links() throws Exception {
        FileId id = file("f");
        assertThat(set(id, FileInformationClass.LINK, new FileLinkInformation(false, 0, "g")))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(
                        FileStandardInformation.decode(file(id, FileInformationClass.STANDARD))
                                .numberOfLinks())
                .isEqualTo(2);
        assertThat(set(id, FileInformationClass.LINK, new FileLinkInformation(false, 0, "\\h")))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(Files.exists(directory.resolve("h"))).isTrue();
    }

    @Test
    void deletesWithTheLastClose() throws Exception {
        FileId id = file("f");
        FileDispositionInformation delete = new FileDispositionInformation(true);
        assertThat(set(id, FileInformationClass.DISPOSITION, delete)).isEqualTo(NtStatus.SUCCESS);
        FileStandardInformation standard =
                FileStandardInformation.decode(file(id, FileInformationClass.STANDARD));
        assertThat(standard.deletePending()).isTrue();
        assertThat(standard.numberOfLinks()).isZero();
        close(id);
        assertThat(Files.exists(directory.resolve("f"))).isFalse();
        FileId kept = file("g");
        assertThat(
                        set(
                                kept,
                                FileInformationClass.DISPOSITION_EX,
                                new FileDispositionInformationEx(
                                        FileDispositionInformationEx.DELETE
                                                | FileDispositionInformationEx.POSIX_SEMANTICS)))
                .isEqualTo(NtStatus.NOT_SUPPORTED);
        assertThat(
                        set(
                                file("g", AccessMask.FILE_READ_DATA),
                                FileInformationClass.DISPOSITION,
                                delete))
                .isEqualTo(NtStatus.ACCESS_DENIED);
    }

    @Test
    void setsSizes() throws Exception {
        FileId id = file("f");
        write(id, 0, "0123456789");
        assertThat(set(id, FileInformationClass.END_OF_FILE, new FileEndOfFileInformation(4)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(content("f")).isEqualTo("0123");
        assertThat(set(id, FileInformationClass.ALLOCATION, new FileAllocationInformation(2)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(content("f")).isEqualTo("01");
        assertThat(set(id, FileInformationClass.END_OF_FILE, new FileEndOfFileInformation(-1)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(
                        set(
                                folder("d"),
                                FileInformationClass.END_OF_FILE,
                                new FileEndOfFileInformation(0)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    @Test
    void keepsPositionAndMode() throws Exception {
        FileId id = file("f");
        assertThat(set(id, FileInformationClass.POSITION, new FilePositionInformation(77)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(FilePositionInformation.decode(file(id, FileInformationClass.POSITION)))
                .isEqualTo(new FilePositionInformation(77));
        assertThat(set(id, FileInformationClass.MODE, new FileModeInformation(2)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(FileModeInformation.decode(file(id, FileInformationClass.MODE)))
                .isEqualTo(new FileModeInformation(2));
        assertThat(set(id, FileInformationClass.MODE, new FileModeInformation(1)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    @Test
    void refusesBadAttributeLists() {
        FileId id = file("f");
        assertThat(set(id, FileInformationClass.FULL_EA, new byte[] {9, 0, 0, 0, 0, 1, 0}))
                .isEqualTo(NtStatus.EA_LIST_INCONSISTENT);
        assertThat(
                        set(
                                id,
                                FileInformationClass.FULL_EA,
                                new byte[] {0, 0, 0, 0, 0, 1, 0, 0, '=', 0}))
                .isEqualTo(NtStatus.INVALID_EA_NAME);
        assertThat(set(id, FileInformationClass.STANDARD, new byte[24]))
                .isEqualTo(NtStatus.INVALID_INFO_CLASS);
        assertThat(set(id, FileInformationClass.SHORT_NAME, new byte[24]))
                .isEqualTo(NtStatus.NOT_SUPPORTED);
    }

    @Test
    void descriptorsDecideAboutTheNextOpen() {
        FileId id = file("f");
        Acl readers = Acl.of(Ace.allow(Sid.EVERYONE, AccessMask.FILE_GENERIC_READ, 0));
        assertThat(security(id, SecurityInformation.DACL, null, readers))
                .isEqualTo(NtStatus.SUCCESS);
        use(connect(OTHER_SID, false, share("", false)));
        assertThat(status(tryCreate("f", AccessMask.FILE_WRITE_DATA, Create.FILE_OPEN, 0)))
                .isEqualTo(NtStatus.ACCESS_DENIED);
        FileId reader = file("f", AccessMask.FILE_GENERIC_READ);
        assertThat(security(reader, SecurityInformation.DACL, null, Acl.of()))
                .isEqualTo(NtStatus.ACCESS_DENIED);
    }

    @Test
    void onlyAdministratorsGiveFilesAway() {
        FileId id = file("f");
        Sid other = Sid.parse(OTHER_SID);
        assertThat(security(id, SecurityInformation.OWNER, other, Acl.of()))
                .isEqualTo(NtStatus.INVALID_OWNER);
        use(connect("S-1-5-21-1-2-3-500", true, share("", false)));
        FileId asAdministrator = file("f", AccessMask.WRITE_OWNER);
        assertThat(security(asAdministrator, SecurityInformation.OWNER, other, Acl.of()))
                .isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void refusesDescriptorsThatAreNone() {
        FileId id = file("f");
        assertThat(
                        status(
                                send(
                                        new SetInfo.Request(
                                                new QueryInfo.Selector(
                                                        QueryInfo.INFO_SECURITY,
                                                        0,
                                                        SecurityInformation.DACL),
                                                id,
                                                ByteBuffer.allocate(19)))))
                .isEqualTo(NtStatus.INVALID_SECURITY_DESCR);
    }

    private NtStatus security(
            FileId id, int information, @org.jspecify.annotations.Nullable Sid owner, Acl dacl) {
        byte[] bytes = SecurityDescriptor.of(owner, null, dacl).toBytes();
        return status(
                send(
                        new SetInfo.Request(
                                new QueryInfo.Selector(QueryInfo.INFO_SECURITY, 0, information),
                                id,
                                ByteBuffer.wrap(bytes))));
    }

    private NtStatus rename(FileId id, String to, int flags) {
        return set(id, FileInformationClass.RENAME, new FileRenameInformation(flags, 0, to));
    }

    private NtStatus basic(FileId id, long writeTime, int attributes) {
        return set(
                id,
                FileInformationClass.BASIC,
                new FileBasicInformation(0, 0, writeTime, 0, attributes));
    }

    private FileBasicInformation basic(FileId id) throws Exception {
        return FileBasicInformation.decode(file(id, FileInformationClass.BASIC));
    }
}
