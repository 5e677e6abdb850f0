package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.5.2: quota defaults; -1 is none. */
public record FileFsControlInformation(
        long freeSpaceStartFiltering,
        long freeSpaceThreshold,
        long freeSpaceStopFiltering,
        long defaultQuotaThreshold,
        long defaultQuotaLimit,
        int fileSystemControlFlags)
        implements Information {
    public static FileFsControlInformation decode(WireReader in) throws MalformedMessageException {
        long freeSpaceStartFiltering = in.i64();
        long freeSpaceThreshold = in.i64();
        long freeSpaceStopFiltering = in.i64();
        long defaultQuotaThreshold = in.i64();
        long defaultQuotaLimit = in.i64();
        int fileSystemControlFlags = in.i32();
        in.skip(4);
        return new FileFsControlInformation(
                freeSpaceStartFiltering,
                freeSpaceThreshold,
                freeSpaceStopFiltering,
                defaultQuotaThreshold,
                defaultQuotaLimit,
                fileSystemControlFlags);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(freeSpaceStartFiltering);
        out.u64(freeSpaceThreshold);
        out.u64(freeSpaceStopFiltering);
        out.u64(defaultQuotaThreshold);
        out.u64(defaultQuotaLimit);
        out.u32(fileSystemControlFlags);
        out.zero(4);
    }
}
