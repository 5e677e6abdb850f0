package io.onehop.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.serve.Reply;
import io.onehop.volume.Metadata;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.SecurityInformation;
import io.onehop.wire.dtyp.Sid;
import io.onehop.wire.fscc.EntryChain;
import io.onehop.wire.fscc.FileAccessInformation;
import io.onehop.wire.fscc.FileAllInformation;
import io.onehop.wire.fscc.FileBasicInformation;
import io.onehop.wire.fscc.FileFsAttributeInformation;
import io.onehop.wire.fscc.FileFsSizeInformation;
import io.onehop.wire.fscc.FileFsVolumeInformation;
import io.onehop.wire.fscc.FileFullEaInformation;
import io.onehop.wire.fscc.FileGetQuotaInformation;
import io.onehop.wire.fscc.FileIdInformation;
import io.onehop.wire.fscc.FileInformationClass;
import io.onehop.wire.fscc.FileInternalInformation;
import io.onehop.wire.fscc.FileNameInformation;
import io.onehop.wire.fscc.FileStandardInformation;
import io.onehop.wire.fscc.FileStreamInformation;
import io.onehop.wire.fscc.FsInformationClass;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.SetInfo;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class QueryInfoHandlerTest extends InformationFixture {
    @Test
    void tellsAllOfAFile() throws Exception {
        folder("dir");
        FileId id = file("dir\\Name.txt");
        write(id, 0, "hello");
        FileAllInformation all = FileAllInformation.decode(file(id, FileInformationClass.ALL));
        assertThat(all.name().name()).isEqualTo("\\dir\\Name.txt");
        assertThat(all.standard().endOfFile()).isEqualTo(5);
        assertThat(all.standard().numberOfLinks()).isEqualTo(1);
        assertThat(all.standard().directory()).isFalse();
        assertThat(all.basic().fileAttributes()).isEqualTo(Metadata.ARCHIVE);
        assertThat(all.numbers().accessFlags()).isEqualTo(ALL);
        assertThat(all.numbers().indexNumber())
                .isEqualTo(
                        FileInternalInformation.decode(file(id, FileInformationClass.INTERNAL))
                                .indexNumber())
                .isEqualTo(FileIdInformation.decode(file(id, FileInformationClass.ID)).fileId());
    }

    @Test
    void namesAreRelativeToTheShare() throws Exception {
        folder("top");
        folder("top\\sub");
        use(connect(USER_SID, false, share("top", false)));
        FileId id = file("sub\\f");
        assertThat(
                        FileNameInformation.decode(file(id, FileInformationClass.NORMALIZED_NAME))
                                .name())
                .isEqualTo("sub\\f");
    }

    @Test
    void cutsNamesButNeverFixedParts() throws Exception {
        FileId id = file("a-long-name-of-a-file.txt");
        int level = FileInformationClass.ALL.level();
        assertThat(status(query(id, QueryInfo.INFO_FILE, level, 103)))
                .isEqualTo(NtStatus.INFO_LENGTH_MISMATCH);
        Reply cut = query(id, QueryInfo.INFO_FILE, level, 110);
        assertThat(status(cut)).isEqualTo(NtStatus.BUFFER_OVERFLOW);
        assertThat(((QueryInfo.Response) response(cut)).outputBuffer().remaining()).isEqualTo(110);
        int basic = FileInformationClass.BASIC.level();
        assertThat(status(query(id, QueryInfo.INFO_FILE, basic, 39)))
                .isEqualTo(NtStatus.INFO_LENGTH_MISMATCH);
    }

    @Test
    void attributesNeedTheRightToReadThem() throws Exception {
        close(file("f"));
        FileId id = file("f", AccessMask.FILE_READ_DATA);
        int basic = FileInformationClass.BASIC.level();
        assertThat(status(query(id, QueryInfo.INFO_FILE, basic, 100)))
                .isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(FileAccessInformation.decode(file(id, FileInformationClass.ACCESS)))
                .isEqualTo(new FileAccessInformation(AccessMask.FILE_READ_DATA));
    }

    @Test
    void refusesClassesThatCannotBeQueried() {
        FileId id = file("f");
        for (int level : new int[] {0, 1, 10, 13, 200}) {
            assertThat(status(query(id, QueryInfo.INFO_FILE, level, 1000)))
                    .isEqualTo(NtStatus.INVALID_INFO_CLASS);
        }
        assertThat(status(query(id, QueryInfo.INFO_FILE, 9, 1000)))
                .isEqualTo(NtStatus.NOT_SUPPORTED);
        assertThat(status(query(id, QueryInfo.INFO_QUOTA, 32, 1000)))
                .isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
        assertThat(status(query(id, QueryInfo.INFO_FILESYSTEM, 99, 1000)))
                .isEqualTo(NtStatus.INVALID_INFO_CLASS);
        assertThat(status(query(new FileId(9, 9), QueryInfo.INFO_FILE, 4, 1000)))
                .isEqualTo(NtStatus.FILE_CLOSED);
    }

    @Test
    void listsStreams() throws Exception {
        write(file("f:one"), 0, "1234");
        FileId id = file("f");
        assertThat(FileStreamInformation.decodeList(file(id, FileInformationClass.STREAM)))
                .extracting(FileStreamInformation::streamName, FileStreamInformation::streamSize)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("::$DATA", 0L),
                        org.assertj.core.groups.Tuple.tuple(":one:$DATA", 4L));
        int level = FileInformationClass.STREAM.level();
        assertThat(status(query(id, QueryInfo.INFO_FILE, level, 40)))
                .isEqualTo(NtStatus.BUFFER_OVERFLOW);
        FileId stream = file("f:one");
        assertThat(
                        FileStandardInformation.decode(file(stream, FileInformationClass.STANDARD))
                                .endOfFile())
                .isEqualTo(4);
    }

    @Test
    void tellsOfTheFileSystem() throws Exception {
        FileId id = folder("d");
        FileFsVolumeInformation volume =
                FileFsVolumeInformation.decode(fileSystem(id, FsInformationClass.VOLUME));
        assertThat(volume.volumeLabel()).isEqualTo("data");
        FileFsSizeInformation size =
                FileFsSizeInformation.decode(fileSystem(id, FsInformationClass.SIZE));
        assertThat(size.totalAllocationUnits()).isPositive();
        assertThat(size.bytesPerSector()).isEqualTo(512);
        FileFsAttributeInformation attributes =
                FileFsAttributeInformation.decode(fileSystem(id, FsInformationClass.ATTRIBUTE));
        assertThat(attributes.fileSystemName()).isEqualTo("NTFS");
        int level = FsInformationClass.ATTRIBUTE.level();
        assertThat(status(query(id, QueryInfo.INFO_FILESYSTEM, level, 16)))
                .isEqualTo(NtStatus.BUFFER_OVERFLOW);
        assertThat(status(query(id, QueryInfo.INFO_FILESYSTEM, level, 15)))
                .isEqualTo(NtStatus.INFO_LENGTH_MISMATCH);
    }

    @Test
    void extendedAttributesAreListedFromWhereTheListStopped() throws Exception {
        FileId id = file("f");
        assertThat(status(eas(id, 1000, 0))).isEqualTo(NtStatus.NO_EAS_ON_FILE);
        WireWriter list = new WireWriter();
        EntryChain chain = new EntryChain(list, 1000, FileFullEaInformation.ALIGNMENT);
        chain.add(new FileFullEaInformation(0, "two", new byte[9]), FileFullEaInformation::encode);
        chain.add(new FileFullEaInformation(0, "one", new byte[9]), FileFullEaInformation::encode);
        assertThat(set(id, FileInformationClass.FULL_EA, list.toBytes()))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(status(eas(id, 5, 0))).isEqualTo(NtStatus.BUFFER_TOO_SMALL);
        assertThat(status(eas(id, 30, 0))).isEqualTo(NtStatus.BUFFER_OVERFLOW);
        Reply second = eas(id, 1000, 0);
        assertThat(FileFullEaInformation.decodeList(reader(second)))
                .extracting(FileFullEaInformation::name)
                .containsExactly("TWO");
        assertThat(status(eas(id, 1000, 0))).isEqualTo(NtStatus.NO_MORE_EAS);
        Reply again = eas(id, 1000, QueryInfo.SL_RESTART_SCAN);
        assertThat(FileFullEaInformation.decodeList(reader(again))).hasSize(2);
    }

    private Reply eas(FileId id, int maxBytes, int flags) {
        return send(
                new QueryInfo.Request(
                        new QueryInfo.Selector(
                                QueryInfo.INFO_FILE, FileInformationClass.FULL_EA.level(), 0),
                        id,
                        maxBytes,
                        flags,
                        java.nio.ByteBuffer.allocate(0)));
    }

    @Test
    void newFilesBelongToTheirMaker() throws Exception {
        FileId id = file("f");
        QueryInfo.Selector owner =
                new QueryInfo.Selector(
                        QueryInfo.INFO_SECURITY,
                        0,
                        SecurityInformation.OWNER | SecurityInformation.DACL);
        SecurityDescriptor descriptor = SecurityDescriptor.decode(reader(query(id, owner, 1000)));
        assertThat(descriptor.owner()).isEqualTo(Sid.parse(USER_SID));
        assertThat(descriptor.group()).isNull();
        Reply small = query(id, owner, 10);
        assertThat(small).isInstanceOf(Reply.Failure.class);
        assertThat(status(small)).isEqualTo(NtStatus.BUFFER_TOO_SMALL);
        assertThat(((Reply.Failure) small).contexts())
                .containsExactly(
                        new ErrorContext.RequiredBufferLength(descriptor.toBytes().length));
        QueryInfo.Selector audit =
                new QueryInfo.Selector(QueryInfo.INFO_SECURITY, 0, SecurityInformation.SACL);
        assertThat(status(query(id, audit, 1000))).isEqualTo(NtStatus.ACCESS_DENIED);
    }

    @Test
    void directoriesAndTimesAreTold() throws Exception {
        FileId id = folder("d");
        FileBasicInformation basic =
                FileBasicInformation.decode(file(id, FileInformationClass.BASIC));
        assertThat(basic.fileAttributes()).isEqualTo(Metadata.DIRECTORY);
        assertThat(basic.creationTime()).isPositive();
        assertThat(
                        FileStandardInformation.decode(file(id, FileInformationClass.STANDARD))
                                .directory())
                .isTrue();
    }

    @Test
    void nobodyHasAQuota() throws Exception {
        String name = "$Extend\\$Quota:$Q:$INDEX_ALLOCATION";
        assertThat(status(tryCreate(name, AccessMask.FILE_READ_DATA, Create.FILE_OPEN, 0)))
                .isEqualTo(NtStatus.ACCESS_DENIED);
        use(connect(USER_SID, true, share("", false)));
        for (int writing : new int[] {AccessMask.DELETE, AccessMask.WRITE_DAC}) {
            assertThat(status(tryCreate(name, writing, Create.FILE_OPEN, 0)))
                    .isEqualTo(NtStatus.ACCESS_DENIED);
        }
        assertThat(
                        status(
                                tryCreate(
                                        name,
                                        AccessMask.DELETE,
                                        Create.FILE_OPEN,
                                        Create.FILE_OPEN_FOR_BACKUP_INTENT)))
                .isEqualTo(NtStatus.ACCESS_DENIED);
        Create.Response opened =
                (Create.Response)
                        response(
                                tryCreate(
                                        name.toLowerCase(Locale.ROOT),
                                        AccessMask.FILE_GENERIC_READ,
                                        Create.FILE_OPEN,
                                        0));
        assertThat(opened.information().fileAttributes())
                .isEqualTo(
                        Metadata.HIDDEN | Metadata.SYSTEM | Metadata.DIRECTORY | Metadata.ARCHIVE);
        FileId id = opened.fileId();
        assertThat(status(quota(id, new WireWriter().u8(0).u8(1).zero(14), 1000)))
                .isEqualTo(NtStatus.NO_MORE_ENTRIES);
        assertThat(status(quota(id, new WireWriter().u8(0).u8(1).zero(14), 39)))
                .isEqualTo(NtStatus.BUFFER_TOO_SMALL);
        Sid sid = Sid.parse(OTHER_SID);
        WireWriter one = new WireWriter().zero(4).u32(8 + sid.lengthBytes()).zero(8);
        new FileGetQuotaInformation(sid).encode(one);
        WireReader entry = reader(quota(id, one, 1000));
        assertThat(entry.u32()).isZero();
        assertThat(entry.u32()).isEqualTo(sid.lengthBytes());
        entry.skip(32);
        assertThat(Sid.decode(entry)).isEqualTo(sid);
        assertThat(status(quota(id, one, 40))).isEqualTo(NtStatus.BUFFER_TOO_SMALL);
        assertThat(status(quota(id, new WireWriter().zero(4).u32(8).zero(8), 1000)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(status(quota(file("f"), one, 1000))).isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
        assertThat(
                        status(
                                send(
                                        new SetInfo.Request(
                                                new QueryInfo.Selector(QueryInfo.INFO_QUOTA, 0, 0),
                                                id,
                                                ByteBuffer.allocate(64)))))
                .isEqualTo(NtStatus.NOT_SUPPORTED);
        close(id);
    }

    private Reply quota(FileId id, WireWriter asked, long maxBytes) {
        return send(
                new QueryInfo.Request(
                        new QueryInfo.Selector(QueryInfo.INFO_QUOTA, 0, 0),
                        id,
                        maxBytes,
                        0,
                        asked.toBuffer()));
    }
}
