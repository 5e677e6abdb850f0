package io.onehop.rpc.srvsvc;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;

/** The parameters that all enumerations end with. [MS-SRVS] 3.1.4. */
public final class EnumQuery {
    private EnumQuery() {}

    /**
     * Reads the info structure, preferred length and resume handle. Clients send an empty
     * container; one with entries in it is refused.
     */
    public static EnumReply.Query decode(NdrReader in) throws MalformedMessageException {
        int level = in.i32();
        if (in.i32() != level) {
            throw new MalformedMessageException("union of another level than " + level);
        }
        if (in.pointer()) {
            long entries = in.u32();
            long conformance = in.pointer() ? in.u32() : 0;
            if (entries != 0 || conformance != 0) {
                throw new MalformedMessageException(entries + " entries in a question");
            }
        }
        long preferred = in.u32();
        return new EnumReply.Query(level, preferred, in.pointer() ? in.u32() : null);
    }

    static void encode(NdrWriter out, int level) {
        out.u32(level).u32(level).referent().u32(0).u32(0);
        out.u32(0xFFFF_FFFFL).referent().u32(0);
    }
}
