package io.onehop.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import io.onehop.server.serve.Reply;
import io.onehop.volume.Metadata;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.fscc.FileBasicInformation;
import io.onehop.wire.fscc.FileCompressionInformation;
import io.onehop.wire.fscc.FileEndOfFileInformation;
import io.onehop.wire.fscc.FileFsAttributeInformation;
import io.onehop.wire.fscc.FileInformationClass;
import io.onehop.wire.fscc.FsInformationClass;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.DuplicateExtents;
import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.FsctlCode;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.SrvCopychunk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class IoctlHandlerTest extends InformationFixture {
    private static final byte[] NOTHING = {};
    private static final int SYMLINK_TAG = 0xA000_000C;
    private static final int SHARES_BLOCKS = FileFsAttributeInformation.SUPPORTS_BLOCK_REFCOUNTING;

    @Test
    void copiesBetweenFiles() throws Exception {
        FileId source = file("source");
        FileId target = file("target");
        write(source, 0, "0123456789");
        Reply reply =
                copy(
                        source,
                        target,
                        new SrvCopychunk.Chunk(2, 0, 3),
                        new SrvCopychunk.Chunk(0, 3, 2));
        assertThat(status(reply)).isEqualTo(NtStatus.SUCCESS);
        assertThat(copied(reply)).isEqualTo(new SrvCopychunk.Response(2, 0, 5));
        assertThat(content("target")).isEqualTo("23401");
    }

    @Test
    void saysHowFarACopyCame() throws Exception {
        FileId source = file("source");
        FileId target = file("target");
        write(source, 0, "0123456789");
        Reply reply =
                copy(
                        source,
                        target,
                        new SrvCopychunk.Chunk(0, 0, 4),
                        new SrvCopychunk.Chunk(8, 4, 3));
        assertThat(status(reply)).isEqualTo(NtStatus.INVALID_VIEW_SIZE);
        assertThat(copied(reply)).isEqualTo(new SrvCopychunk.Response(1, 0, 4));
    }

    @Test
    void tellsItsLimitsForCopies() throws Exception {
        FileId id = file("f");
        for (SrvCopychunk.Chunk chunk :
                List.of(
                        new SrvCopychunk.Chunk(0, 0, 0),
                        new SrvCopychunk.Chunk(0, 0, Limits.MAX_COPY_CHUNK_BYTES + 1),
                        new SrvCopychunk.Chunk(0, -2, 1))) {
            Reply reply = copy(id, id, chunk);
            assertThat(status(reply)).isEqualTo(NtStatus.INVALID_PARAMETER);
            assertThat(copied(reply).chunksWritten()).isEqualTo(Limits.MAX_COPY_CHUNKS);
        }
    }

    @Test
    void copiesOnlyWhatMayBeReadAndWritten() throws Exception {
        write(file("source"), 0, "x");
        FileId target = file("target", AccessMask.FILE_WRITE_DATA);
        SrvCopychunk.Chunk chunk = new SrvCopychunk.Chunk(0, 0, 1);
        assertThat(status(copy(file("source"), target, chunk))).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(status(copy(FsctlCode.SRV_COPYCHUNK_WRITE, file("source"), target, chunk)))
                .isEqualTo(NtStatus.SUCCESS);
        FileId unreadable = file("source", AccessMask.FILE_READ_ATTRIBUTES);
        assertThat(status(copy(unreadable, file("target"), chunk)))
                .isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(status(control(target, FsctlCode.SRV_COPYCHUNK, new byte[56], 12)))
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void sparseFilesHaveHoles() throws Exception {
        FileId id = file("f");
        assertThat(status(control(id, FsctlCode.SET_SPARSE, NOTHING, 0)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(attributes(id) & Metadata.SPARSE_FILE).isNotZero();
        write(id, 0, "x".repeat(8192));
        assertThat(set(id, FileInformationClass.END_OF_FILE, new FileEndOfFileInformation(1 << 20)))
                .isEqualTo(NtStatus.SUCCESS);
        byte[] whole = range(0, 1 << 20);
        Reply ranges = control(id, FsctlCode.QUERY_ALLOCATED_RANGES, whole, 1000);
        assertThat(output(ranges)).hasSize(16);
        assertThat(new WireReader(output(ranges)).i64()).isZero();
        assertThat(status(control(id, FsctlCode.QUERY_ALLOCATED_RANGES, whole, 15)))
                .isEqualTo(NtStatus.BUFFER_TOO_SMALL);
        assertThat(status(control(id, FsctlCode.QUERY_ALLOCATED_RANGES, range(-1, 5), 1000)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(status(control(id, FsctlCode.SET_ZERO_DATA, range(0, 8192), 0)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(content("f")).startsWith("\0\0\0\0");
        assertThat(status(control(id, FsctlCode.SET_SPARSE, new byte[] {0}, 0)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(attributes(id) & Metadata.SPARSE_FILE).isZero();
        assertThat(output(control(id, FsctlCode.QUERY_ALLOCATED_RANGES, whole, 1000)))
                .isEqualTo(whole);
    }

    @Test
    void trimsRanges() throws Exception {
        FileId id = file("f");
        write(id, 0, "0123456789");
        byte[] trim = new WireWriter().u32(0).u32(1).u64(2).u64(3).toBytes();
        assertThat(output(control(id, FsctlCode.FILE_LEVEL_TRIM, trim, 4)))
                .containsExactly(1, 0, 0, 0);
        assertThat(content("f")).isEqualTo("01\0\0\00056789");
        assertThat(status(control(id, FsctlCode.FILE_LEVEL_TRIM, new byte[8], 4)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    /** What it does depends on the host's file system; what a reader sees does not. */
    @Test
    void sharesStorageWhereTheHostCan() throws Exception {
        FileId source = file("source");
        FileId target = file("target");
        write(source, 0, "s".repeat(10_000));
        write(target, 0, "t".repeat(20_000));
        boolean can = (attributesOfVolume(source) & SHARES_BLOCKS) != 0;
        Reply reply = duplicate(source, target, new long[] {0, 4096, 12_288});
        assertThat(status(reply))
                .isEqualTo(can ? NtStatus.SUCCESS : NtStatus.INVALID_DEVICE_REQUEST);
        assertThat(content("target"))
                .isEqualTo(
                        can
                                ? "t".repeat(4096)
                                        + "s".repeat(10_000)
                                        + "\0".repeat(2288)
                                        + "t".repeat(3616)
                                : "t".repeat(20_000));
        assertThat(content("source")).isEqualTo("s".repeat(10_000));
        if (can) {
            assertThat(status(duplicate(source, target, new long[] {0, 1, 4096})))
                    .isEqualTo(NtStatus.INVALID_PARAMETER);
            assertThat(status(duplicate(source, target, new long[] {0, 20_480, 4096})))
                    .isEqualTo(NtStatus.SUCCESS);
            assertThat(content("target")).hasSize(20_000);
            assertThat(status(duplicate(source, target, new long[] {12_288, 0, 4096})))
                    .isEqualTo(NtStatus.NOT_SUPPORTED);
            assertThat(status(duplicate(target, target, new long[] {0, 4096, 8192})))
                    .isEqualTo(NtStatus.NOT_SUPPORTED);
            FileId gone = file("gone");
            close(gone);
            assertThat(status(duplicate(gone, target, new long[] {0, 0, 4096})))
                    .isEqualTo(NtStatus.INVALID_HANDLE);
            FileId blind = file("source", AccessMask.FILE_READ_ATTRIBUTES);
            assertThat(status(duplicate(blind, target, new long[] {0, 0, 4096})))
                    .isEqualTo(NtStatus.INVALID_PARAMETER);
        }
    }

    private Reply duplicate(FileId source, FileId target, long[] range) {
        WireWriter out = new WireWriter();
        new DuplicateExtents(source, range[0], range[1], range[2], 0).encode(out);
        return control(target, FsctlCode.DUPLICATE_EXTENTS_TO_FILE, out.toBytes(), 0);
    }

    private int attributesOfVolume(FileId id) throws Exception {
        return FileFsAttributeInformation.decode(fileSystem(id, FsInformationClass.ATTRIBUTE))
                .fileSystemAttributes();
    }

    @Test
    void keepsReparsePoints() throws Exception {
        use(connect(USER_SID, true, share("", false)));
        FileId id = file("f");
        assertThat(status(control(id, FsctlCode.GET_REPARSE_POINT, NOTHING, 1000)))
                .isEqualTo(NtStatus.NOT_A_REPARSE_POINT);
        byte[] link = new WireWriter().u32(SYMLINK_TAG).u16(4).u16(0).u32(7).toBytes();
        assertThat(status(control(id, FsctlCode.SET_REPARSE_POINT, link, 0)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(output(control(id, FsctlCode.GET_REPARSE_POINT, NOTHING, 1000))).isEqualTo(link);
        assertThat(status(control(id, FsctlCode.GET_REPARSE_POINT, NOTHING, 9)))
                .isEqualTo(NtStatus.BUFFER_OVERFLOW);
        byte[] other = new WireWriter().u32(0xA000_0003).u16(0).u16(0).toBytes();
        assertThat(status(control(id, FsctlCode.DELETE_REPARSE_POINT, other, 0)))
                .isEqualTo(NtStatus.IO_REPARSE_TAG_MISMATCH);
        byte[] same = new WireWriter().u32(SYMLINK_TAG).u16(0).u16(0).toBytes();
        assertThat(status(control(id, FsctlCode.DELETE_REPARSE_POINT, same, 0)))
                .isEqualTo(NtStatus.SUCCESS);
        link[4] = 5;
        assertThat(status(control(id, FsctlCode.SET_REPARSE_POINT, link, 0)))
                .isEqualTo(NtStatus.IO_REPARSE_DATA_INVALID);
    }

    @Test
    void hasNoSnapshots() throws Exception {
        FileId id = file("f");
        assertThat(output(control(id, FsctlCode.SRV_ENUMERATE_SNAPSHOTS, NOTHING, 16)))
                .isEqualTo(HexFormat.of().parseHex("00000000000000000200000000000000"));
        assertThat(status(control(id, FsctlCode.SRV_ENUMERATE_SNAPSHOTS, NOTHING, 15)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    @Test
    void onlyAdministratorsMakeSymbolicLinksAndOnlyOfEmptyFiles() throws Exception {
        byte[] link = new WireWriter().u32(SYMLINK_TAG).u16(4).u16(0).u32(7).toBytes();
        assertThat(status(control(file("f"), FsctlCode.SET_REPARSE_POINT, link, 0)))
                .isEqualTo(NtStatus.ACCESS_DENIED);
        use(connect(USER_SID, true, share("", false)));
        FileId id = file("f");
        byte[] mount = new WireWriter().u32(0xA000_0003).u16(0).u16(0).toBytes();
        assertThat(status(control(id, FsctlCode.SET_REPARSE_POINT, mount, 0)))
                .isEqualTo(NtStatus.NOT_A_DIRECTORY);
        write(id, 0, "x");
        assertThat(status(control(id, FsctlCode.SET_REPARSE_POINT, link, 0)))
                .isEqualTo(NtStatus.IO_REPARSE_DATA_INVALID);
    }

    @Test
    void saysWhereALinkOnTheWayLeads() throws Exception {
        use(connect(USER_SID, true, share("", false)));
        FileId id = folder("link");
        byte[] link =
                new WireWriter()
                        .u32(SYMLINK_TAG)
                        .u16(12 + 16)
                        .u16(0)
                        .u16(0)
                        .u16(8)
                        .u16(8)
                        .u16(8)
                        .u32(1)
                        .utf16("to\\x")
                        .utf16("to/x")
                        .toBytes();
        assertThat(status(control(id, FsctlCode.SET_REPARSE_POINT, link, 0)))
                .isEqualTo(NtStatus.SUCCESS);
        close(id);
        assertThat(stoppedAt("link")).isEqualTo(symbolicLink(0));
        assertThat(stoppedAt("link\\a\\bc")).isEqualTo(symbolicLink("\\a\\bc".length()));
        assertThat(stoppedAt("LINK\\a:s:$DATA")).isEqualTo(symbolicLink("\\a:s:$DATA".length()));
    }

    private static ErrorContext symbolicLink(int rest) {
        return new ErrorContext.SymbolicLink(2 * rest, true, "to\\x", "to/x");
    }

    private ErrorContext stoppedAt(String name) {
        Reply reply = tryCreate(name, ALL, Create.FILE_OPEN_IF, 0);
        assertThat(status(reply)).isEqualTo(NtStatus.STOPPED_ON_SYMLINK);
        return ((Reply.Failure) reply).contexts().getFirst();
    }

    /** Whether it does depends on the host's file system. */
    @Test
    void compressesWhereTheHostCan() throws Exception {
        FileId id = file("f");
        assertThat(output(control(id, FsctlCode.GET_COMPRESSION, NOTHING, 2)))
                .containsExactly(0, 0);
        assertThat(status(control(id, FsctlCode.SET_COMPRESSION, new byte[] {0, 0}, 0)))
                .isEqualTo(NtStatus.SUCCESS);
        boolean can = (attributesOfVolume(id) & FileFsAttributeInformation.FILE_COMPRESSION) != 0;
        assertThat(status(control(id, FsctlCode.SET_COMPRESSION, new byte[] {1, 0}, 0)))
                .isEqualTo(can ? NtStatus.SUCCESS : NtStatus.NOT_SUPPORTED);
        assertThat(output(control(id, FsctlCode.GET_COMPRESSION, NOTHING, 2)))
                .containsExactly(can ? 2 : 0, 0);
        assertThat(attributes(id) & Metadata.COMPRESSED).isEqualTo(can ? Metadata.COMPRESSED : 0);
        WireReader queried = file(id, FileInformationClass.COMPRESSION);
        assertThat(FileCompressionInformation.decode(queried).compressionFormat())
                .isEqualTo(can ? 2 : 0);
        assertThat(status(control(id, FsctlCode.SET_COMPRESSION, new byte[] {0x42, 0}, 0)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        FileId reading = file("f", AccessMask.FILE_READ_DATA);
        assertThat(status(control(reading, FsctlCode.SET_COMPRESSION, new byte[] {0, 0}, 0)))
                .isEqualTo(NtStatus.ACCESS_DENIED);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        FileId id = file("f");
        int setEncryption = 0x0009_00D7;
        int recallFile = 0x0009_0117;
        int queryFatBpb = 0x0009_0058;
        for (int code : new int[] {0x0009_FFFC, setEncryption, recallFile}) {
            assertThat(status(control(id, code, NOTHING, 100))).isEqualTo(NtStatus.NOT_SUPPORTED);
        }
        for (int code :
                new int[] {
                    queryFatBpb, FsctlCode.SET_INTEGRITY_INFORMATION, FsctlCode.PIPE_TRANSCEIVE
                }) {
            assertThat(status(control(id, code, NOTHING, 100)))
                    .isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
        }
        assertThat(status(control(FileId.ANY, FsctlCode.DFS_GET_REFERRALS, NOTHING, 100)))
                .isEqualTo(NtStatus.FS_DRIVER_REQUIRED);
        assertThat(status(control(id, FsctlCode.DFS_GET_REFERRALS, NOTHING, 100)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(
                        status(
                                send(
                                        new Ioctl.Request(
                                                FsctlCode.GET_COMPRESSION,
                                                id,
                                                ByteBuffer.allocate(0),
                                                0,
                                                10,
                                                0))))
                .isEqualTo(NtStatus.NOT_SUPPORTED);
    }

    @Test
    void objectIdsAreTheFilesOwn() {
        assertThat(status(control(file("f"), FsctlCode.GET_OBJECT_ID, NOTHING, 64)))
                .isEqualTo(NtStatus.OBJECTID_NOT_FOUND);
        byte[] one = output(control(file("f"), FsctlCode.CREATE_OR_GET_OBJECT_ID, NOTHING, 64));
        byte[] two = output(control(file("g"), FsctlCode.CREATE_OR_GET_OBJECT_ID, NOTHING, 64));
        assertThat(one).hasSize(64).isNotEqualTo(two);
        assertThat(one)
                .isEqualTo(
                        output(control(file("f"), FsctlCode.CREATE_OR_GET_OBJECT_ID, NOTHING, 64)));
    }

    @Test
    void objectIdsAreMadeChangedAndDeleted() throws Exception {
        byte[] given = "0123456789abcdef".repeat(4).getBytes(StandardCharsets.US_ASCII);
        FileId id = file("f");
        assertThat(status(control(id, FsctlCode.SET_OBJECT_ID, given, 0)))
                .isEqualTo(NtStatus.ACCESS_DENIED);
        use(connect(USER_SID, true, share("", false)));
        id = file("f");
        FileId other = file("g");
        assertThat(status(control(id, FsctlCode.SET_OBJECT_ID, given, 0)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(output(control(id, FsctlCode.GET_OBJECT_ID, NOTHING, 64))).isEqualTo(given);
        assertThat(status(control(id, FsctlCode.SET_OBJECT_ID, given, 0)))
                .isEqualTo(NtStatus.OBJECT_NAME_COLLISION);
        assertThat(status(control(other, FsctlCode.SET_OBJECT_ID, given, 0)))
                .isEqualTo(NtStatus.DUPLICATE_NAME);
        byte[] extended = new byte[48];
        assertThat(status(control(id, FsctlCode.SET_OBJECT_ID_EXTENDED, extended, 0)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(output(control(id, FsctlCode.CREATE_OR_GET_OBJECT_ID, NOTHING, 64)))
                .isEqualTo(
                        Arrays.copyOf("0123456789abcdef".getBytes(StandardCharsets.US_ASCII), 64));
        assertThat(status(control(other, FsctlCode.SET_OBJECT_ID_EXTENDED, extended, 0)))
                .isEqualTo(NtStatus.OBJECTID_NOT_FOUND);
        assertThat(status(control(id, FsctlCode.DELETE_OBJECT_ID, NOTHING, 0)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(status(control(id, FsctlCode.DELETE_OBJECT_ID, NOTHING, 0)))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(status(control(id, FsctlCode.GET_OBJECT_ID, NOTHING, 64)))
                .isEqualTo(NtStatus.OBJECTID_NOT_FOUND);
        assertThat(status(control(id, FsctlCode.GET_OBJECT_ID, NOTHING, 63)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(status(control(id, FsctlCode.SET_OBJECT_ID, new byte[63], 0)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    private int attributes(FileId id) throws Exception {
        return FileBasicInformation.decode(file(id, FileInformationClass.BASIC)).fileAttributes();
    }

    private static byte[] range(long first, long second) {
        return new WireWriter().u64(first).u64(second).toBytes();
    }

    private Reply copy(FileId source, FileId target, SrvCopychunk.Chunk... chunks)
            throws Exception {
        return copy(FsctlCode.SRV_COPYCHUNK, source, target, chunks);
    }

    private Reply copy(int code, FileId source, FileId target, SrvCopychunk.Chunk... chunks)
            throws Exception {
        byte[] key = output(control(source, FsctlCode.SRV_REQUEST_RESUME_KEY, NOTHING, 32));
        WireWriter out = new WireWriter();
        new SrvCopychunk.Copy(ByteBuffer.wrap(key, 0, 24), List.of(chunks)).encode(out);
        return control(target, code, out.toBytes(), 12);
    }

    private static SrvCopychunk.Response copied(Reply reply) throws Exception {
        return SrvCopychunk.Response.decode(new WireReader(output(reply)));
    }
}
