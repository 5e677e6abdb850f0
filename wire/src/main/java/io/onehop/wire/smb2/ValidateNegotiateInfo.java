package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.List;
import java.util.UUID;

/** FSCTL_VALIDATE_NEGOTIATE_INFO. [MS-SMB2] 2.2.31.4, 2.2.32.6. */
public final class ValidateNegotiateInfo {
    private ValidateNegotiateInfo() {}

    /** [MS-SMB2] 2.2.31.4. */
    public record Request(int capabilities, UUID guid, int securityMode, List<Integer> dialects) {
        public Request {
            dialects = List.copyOf(dialects);
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            int capabilities = in.i32();
            UUID guid = in.guid();
            int securityMode = in.u16();
            int count = in.u16();
            Body.limit("dialects", count, Limits.MAX_DIALECTS);
            return new Request(capabilities, guid, securityMode, Body.u16s(in, count));
        }

        public void encode(WireWriter out) {
            out.u32(capabilities).guid(guid).u16(securityMode).u16(dialects.size());
            Body.u16s(out, dialects);
        }
    }

    /** [MS-SMB2] 2.2.32.6. */
    public record Response(int capabilities, UUID guid, int securityMode, int dialect) {
        public static final int LENGTH = 24;

        public static Response decode(WireReader in) throws MalformedMessageException {
            return new Response(in.i32(), in.guid(), in.u16(), in.u16());
        }

        public void encode(WireWriter out) {
            out.u32(capabilities).guid(guid).u16(securityMode).u16(dialect);
        }
    }
}
