package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.5.4: space, with quotas counted and not. */
public record FileFsFullSizeInformation(
        long totalAllocationUnits,
        long callerAvailableAllocationUnits,
        long actualAvailableAllocationUnits,
        int sectorsPerAllocationUnit,
        int bytesPerSector)
        implements Information {
    public static FileFsFullSizeInformation decode(WireReader in) throws MalformedMessageException {
        long totalAllocationUnits = in.i64();
        long callerAvailableAllocationUnits = in.i64();
        long actualAvailableAllocationUnits = in.i64();
        int sectorsPerAllocationUnit = in.i32();
        int bytesPerSector = in.i32();
        return new FileFsFullSizeInformation(
                totalAllocationUnits,
                callerAvailableAllocationUnits,
                actualAvailableAllocationUnits,
                sectorsPerAllocationUnit,
                bytesPerSector);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(totalAllocationUnits);
        out.u64(callerAvailableAllocationUnits);
        out.u64(actualAvailableAllocationUnits);
        out.u32(sectorsPerAllocationUnit);
        out.u32(bytesPerSector);
    }
}
