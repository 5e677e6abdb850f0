package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** The input of FSCTL_LMR_REQUEST_RESILIENCY. [MS-SMB2] 2.2.31.3. */
public record LmrRequestResiliency(long timeoutMillis) {
    public static LmrRequestResiliency decode(WireReader in) throws MalformedMessageException {
        LmrRequestResiliency out = new LmrRequestResiliency(in.u32());
        in.skip(4);
        return out;
    }

    public void encode(WireWriter out) {
        out.u32(timeoutMillis).u32(0);
    }
}
