package io.onehop.wire.fscc;

import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.Sid;

/** [MS-FSCC] 2.4.41: what one user takes of a volume, in bytes; -1 is no limit. */
public record FileQuotaInformation(
        long changeTime, long quotaUsed, long quotaThreshold, long quotaLimit, Sid sid) {
    /** Alignment of the entries of a list in bytes. */
    public static final int ALIGNMENT = 8;

    /** Writes one entry of an {@link EntryChain}. */
    public void encode(WireWriter out) {
        out.u32(0).u32(sid.lengthBytes()).u64(changeTime).u64(quotaUsed);
        out.u64(quotaThreshold).u64(quotaLimit);
        sid.encode(out);
    }
}
