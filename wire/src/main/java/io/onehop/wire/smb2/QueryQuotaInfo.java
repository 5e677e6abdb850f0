package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.dtyp.Sid;
import io.onehop.wire.fscc.FileGetQuotaInformation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * [MS-SMB2] 2.2.37.1: whose quotas a client asks for.
 *
 * @param sids those of the list; empty to go through all
 * @param startSid behind whom to begin, or null
 */
public record QueryQuotaInfo(
        boolean returnSingle,
        boolean restartScan,
        List<FileGetQuotaInformation> sids,
        @Nullable Sid startSid) {
    private static final int LIST_UNIT_BYTES = 4;

    public QueryQuotaInfo {
        sids = List.copyOf(sids);
    }

    public static QueryQuotaInfo decode(WireReader in) throws MalformedMessageException {
        boolean returnSingle = in.u8() != 0;
        boolean restartScan = in.u8() != 0;
        in.skip(2);
        long listLength = in.u32();
        long startLength = in.u32();
        long startOffset = in.u32();
        int buffer = in.position();
        if (listLength > 0) {
            if (listLength % LIST_UNIT_BYTES != 0) {
                throw new MalformedMessageException("list of " + listLength + " bytes");
            }
            return new QueryQuotaInfo(
                    returnSingle,
                    restartScan,
                    FileGetQuotaInformation.decodeList(in.window(buffer, listLength)),
                    null);
        }
        Sid start =
                startLength == 0 ? null : Sid.decode(in.window(buffer + startOffset, startLength));
        return new QueryQuotaInfo(returnSingle, restartScan, List.of(), start);
    }
}
