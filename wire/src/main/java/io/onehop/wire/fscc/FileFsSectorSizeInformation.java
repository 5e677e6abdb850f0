package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.5.7: sectors and their alignment. */
public record FileFsSectorSizeInformation(
        int logicalBytesPerSector,
        int physicalBytesPerSectorForAtomicity,
        int physicalBytesPerSectorForPerformance,
        int effectivePhysicalBytesPerSectorForAtomicity,
        int flags,
        int byteOffsetForSectorAlignment,
        int byteOffsetForPartitionAlignment)
        implements Information {
    public static final int ALIGNED_DEVICE = 0x1;
    public static final int PARTITION_ALIGNED_ON_DEVICE = 0x2;
    public static final int NO_SEEK_PENALTY = 0x4;
    public static final int TRIM_ENABLED = 0x8;

    public static FileFsSectorSizeInformation decode(WireReader in)
            throws MalformedMessageException {
        int logicalBytesPerSector = in.i32();
        int physicalBytesPerSectorForAtomicity = in.i32();
        int physicalBytesPerSectorForPerformance = in.i32();
        int effectivePhysicalBytesPerSectorForAtomicity = in.i32();
        int flags = in.i32();
        int byteOffsetForSectorAlignment = in.i32();
        int byteOffsetForPartitionAlignment = in.i32();
        return new FileFsSectorSizeInformation(
                logicalBytesPerSector,
                physicalBytesPerSectorForAtomicity,
                physicalBytesPerSectorForPerformance,
                effectivePhysicalBytesPerSectorForAtomicity,
                flags,
                byteOffsetForSectorAlignment,
                byteOffsetForPartitionAlignment);
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(logicalBytesPerSector);
        out.u32(physicalBytesPerSectorForAtomicity);
        out.u32(physicalBytesPerSectorForPerformance);
        out.u32(effectivePhysicalBytesPerSectorForAtomicity);
        out.u32(flags);
        out.u32(byteOffsetForSectorAlignment);
        out.u32(byteOffsetForPartitionAlignment);
    }
}
