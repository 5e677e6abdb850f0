package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.5.8: space. */
public record FileFsSizeInformation(
        long totalAllocationUnits,
        long availableAllocationUnits,
        int sectorsPerAllocationUnit,
        int bytesPerSector)
        implements Information {
    public static FileFsSizeInformation decode(WireReader in) throws MalformedMessageException {
        long totalAllocationUnits = in.i64();
        long availableAllocationUnits = in.i64();
        int sectorsPerAllocationUnit = in.i32();
        int bytesPerSector = in.i32();
        return new FileFsSizeInformation(
                totalAllocationUnits,
                availableAllocationUnits,
                sectorsPerAllocationUnit,
                bytesPerSector);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(totalAllocationUnits);
        out.u64(availableAllocationUnits);
        out.u32(sectorsPerAllocationUnit);
        out.u32(bytesPerSector);
    }
}
