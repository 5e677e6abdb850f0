package io.onehop.wire.fscc;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.Sid;
import java.util.List;

/** [MS-FSCC] 2.4.41.1: somebody whose quota is wanted. */
public record FileGetQuotaInformation(Sid sid) {
    /** Alignment of the entries of a list in bytes. */
    public static final int ALIGNMENT = 4;

    /** Reads all entries of a list. */
    public static List<FileGetQuotaInformation> decodeList(WireReader in)
            throws MalformedMessageException {
        return EntryChain.decode(in, Limits.MAX_QUOTA_SIDS, FileGetQuotaInformation::decode);
    }

    private static FileGetQuotaInformation decode(WireReader in) throws MalformedMessageException {
        in.skip(4);
        long length = in.u32();
        return new FileGetQuotaInformation(Sid.decode(in.window(in.position(), length)));
    }

    /** Writes one entry of an {@link EntryChain}. */
    public void encode(WireWriter out) {
        out.u32(0).u32(sid.lengthBytes());
        sid.encode(out);
    }
}
