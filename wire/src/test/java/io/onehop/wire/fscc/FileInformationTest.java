package io.onehop.wire.fscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every class with a decoder: what real clients and servers sent comes back byte by byte. */
class FileInformationTest {
    /** A decoder of a record. */
    private interface Decoder {
        Information decode(WireReader in) throws MalformedMessageException;
    }

    private static final Map<String, Decoder> CAPTURED =
            Map.ofEntries(
                    Map.entry(
                            "a05c4057de78dd01a05c4057de78dd0109874057de78dd0109874057de78dd01200000"
                                    + "00000000000090010000000000a08601000000000001000000000000000b81"
                                    + "2100000000000000000089001200000000000000000020000000000000000c"
                                    + "0000005c0061002e00620069006e00",
                            FileAllInformation::decode),
                    Map.entry(
                            "1080c377de78dd011080c377de78dd011080c377de78dd011080c377de78dd01200200"
                                    + "0000000000",
                            FileBasicInformation::decode),
                    Map.entry(
                            "000000000000000000000000000000000a00000062002e00620069006e00",
                            FileRenameInformation::decode),
                    Map.entry("01", FileDispositionInformation::decode),
                    Map.entry("80000700", FileAccessInformation::decode),
                    Map.entry("0a00000062002e00620069006e00", FileNameInformation::decode),
                    Map.entry(
                            "748ebf0f000000002cd3ac04000000000200000000020000",
                            FileFsSizeInformation::decode),
                    Map.entry(
                            "6f000500ff000000080000004e00540046005300",
                            FileFsAttributeInformation::decode));

    private static final Map<Information, Decoder> MADE =
            Map.ofEntries(
                    Map.entry(new FileAlignmentInformation(7), FileAlignmentInformation::decode),
                    Map.entry(
                            new FileAllocationInformation(1 << 20),
                            FileAllocationInformation::decode),
                    Map.entry(
                            new FileAttributeTagInformation(0x420, 0xA000000C),
                            FileAttributeTagInformation::decode),
                    Map.entry(
                            new FileCompressionInformation(5, 1, 2, 3, 4),
                            FileCompressionInformation::decode),
                    Map.entry(
                            new FileDispositionInformationEx(0x13),
                            FileDispositionInformationEx::decode),
                    Map.entry(new FileEaInformation(44), FileEaInformation::decode),
                    Map.entry(new FileEndOfFileInformation(-5), FileEndOfFileInformation::decode),
                    Map.entry(new FileIdInformation(1, 2), FileIdInformation::decode),
                    Map.entry(new FileInternalInformation(3), FileInternalInformation::decode),
                    Map.entry(
                            new FileLinkInformation(true, 0, "dir\\name"),
                            FileLinkInformation::decode),
                    Map.entry(
                            new FileRenameInformation(0x43, 0, "name"),
                            FileRenameInformation::decodeEx),
                    Map.entry(new FileModeInformation(2), FileModeInformation::decode),
                    Map.entry(
                            new FileNetworkOpenInformation(1, 2, 3, 4, 5, 6, 7),
                            FileNetworkOpenInformation::decode),
                    Map.entry(new FilePipeInformation(1, 0), FilePipeInformation::decode),
                    Map.entry(
                            new FilePipeLocalInformation(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                            FilePipeLocalInformation::decode),
                    Map.entry(
                            new FilePipeRemoteInformation(1, 2), FilePipeRemoteInformation::decode),
                    Map.entry(new FilePositionInformation(9), FilePositionInformation::decode),
                    Map.entry(
                            new FileStandardInformation(4096, 7, 2, true, false),
                            FileStandardInformation::decode),
                    Map.entry(
                            new FileValidDataLengthInformation(8),
                            FileValidDataLengthInformation::decode),
                    Map.entry(
                            new FileFsControlInformation(0, 0, 0, -1, -1, 1),
                            FileFsControlInformation::decode),
                    Map.entry(
                            new FileFsFullSizeInformation(9, 8, 7, 8, 512),
                            FileFsFullSizeInformation::decode),
                    Map.entry(
                            new FileFsSectorSizeInformation(512, 4096, 4096, 4096, 3, 0, 0),
                            FileFsSectorSizeInformation::decode),
                    Map.entry(
                            new FileFsDeviceInformation(7, 0x20), FileFsDeviceInformation::decode),
                    Map.entry(new FileFsLabelInformation("data"), FileFsLabelInformation::decode),
                    Map.entry(
                            new FileFsObjectIdInformation(new java.util.UUID(1, 2)),
                            FileFsObjectIdInformation::decode),
                    Map.entry(
                            new FileFsVolumeInformation(5, 6, "vol"),
                            FileFsVolumeInformation::decode));

    @Test
    void capturedBytesComeBack() throws Exception {
        for (Map.Entry<String, Decoder> each : CAPTURED.entrySet()) {
            byte[] bytes = HexFormat.of().parseHex(each.getKey());
            Information information = each.getValue().decode(new WireReader(bytes));
            assertThat(information.toBytes()).as("%s", information).isEqualTo(bytes);
        }
    }

    @Test
    void madeRecordsComeBack() throws Exception {
        for (Map.Entry<Information, Decoder> each : MADE.entrySet()) {
            byte[] bytes = each.getKey().toBytes();
            assertThat(each.getValue().decode(new WireReader(bytes))).isEqualTo(each.getKey());
        }
    }

    @Test
    void refusesEveryTruncation() {
        MADE.forEach(
                (information, decoder) -> {
                    byte[] bytes = information.toBytes();
                    for (int length = 0; length < bytes.length; length++) {
                        byte[] cut = Arrays.copyOf(bytes, length);
                        assertThatThrownBy(() -> decoder.decode(new WireReader(cut)))
                                .as("%s cut to %d", information, length)
                                .isInstanceOf(MalformedMessageException.class);
                    }
                });
    }

    @Test
    void numbersNameTheirClass() {
        for (FileInformationClass each : FileInformationClass.values()) {
            assertThat(FileInformationClass.of(each.level())).isSameAs(each);
        }
        assertThat(FileInformationClass.of(0)).isNull();
        for (FsInformationClass each : FsInformationClass.values()) {
            assertThat(FsInformationClass.of(each.level())).isSameAs(each);
        }
        assertThat(FsInformationClass.of(99)).isNull();
    }

    @Test
    void capturedStreamsComeBack() throws Exception {
        byte[] bytes =
                HexFormat.of()
                        .parseHex(
                                "000000000e000000a08601000000000000900100000000003a003a002400440041"
                                        + "0054004100");
        List<FileStreamInformation> streams =
                FileStreamInformation.decodeList(new WireReader(bytes));
        assertThat(streams).containsExactly(FileStreamInformation.ofData("", 100_000, 102_400));
        WireWriter out = new WireWriter();
        assertThat(
                        new EntryChain(out, 100, FileStreamInformation.ALIGNMENT)
                                .add(streams.getFirst(), FileStreamInformation::encode))
                .isTrue();
        assertThat(out.toBytes()).isEqualTo(bytes);
    }
}
