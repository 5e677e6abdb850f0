package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.9: format 0 is none. */
public record FileCompressionInformation(
        long compressedFileSize,
        int compressionFormat,
        int compressionUnitShift,
        int chunkShift,
        int clusterShift)
        implements Information {
    public static FileCompressionInformation decode(WireReader in)
            throws MalformedMessageException {
        long compressedFileSize = in.i64();
        int compressionFormat = in.u16();
        int compressionUnitShift = in.u8();
        int chunkShift = in.u8();
        int clusterShift = in.u8();
        in.skip(3);
        return new FileCompressionInformation(
                compressedFileSize,
                compressionFormat,
                compressionUnitShift,
                chunkShift,
                clusterShift);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(compressedFileSize);
        out.u16(compressionFormat);
        out.u8(compressionUnitShift);
        out.u8(chunkShift);
        out.u8(clusterShift);
        out.zero(3);
    }
}
