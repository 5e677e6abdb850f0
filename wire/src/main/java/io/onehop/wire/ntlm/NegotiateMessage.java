package io.onehop.wire.ntlm;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.charset.StandardCharsets;

/** NEGOTIATE_MESSAGE: what the client can. [MS-NLMP] 2.2.1.1. */
public record NegotiateMessage(Negotiated negotiated, String domain, String workstation) {
    static final int TYPE = 1;

    public static NegotiateMessage decode(WireReader in) throws MalformedMessageException {
        Payload.begin(in, TYPE);
        int flags = in.i32();
        Payload.Field domain = Payload.Field.decode(in);
        Payload.Field workstation = Payload.Field.decode(in);
        Version version =
                NtlmFlags.all(flags, NtlmFlags.VERSION) ? Version.decode(in) : Version.NONE;
        return new NegotiateMessage(
                new Negotiated(flags, version),
                NtlmFlags.all(flags, NtlmFlags.OEM_DOMAIN_SUPPLIED) ? domain.text(in, false) : "",
                NtlmFlags.all(flags, NtlmFlags.OEM_WORKSTATION_SUPPLIED)
                        ? workstation.text(in, false)
                        : "");
    }

    public void encode(WireWriter out) {
        Payload.begin(out, TYPE);
        out.u32(negotiated.flags());
        int domainAt = Payload.reserve(out);
        int workstationAt = Payload.reserve(out);
        negotiated.version().encode(out);
        Payload.append(out, domainAt, domain.getBytes(StandardCharsets.US_ASCII));
        Payload.append(out, workstationAt, workstation.getBytes(StandardCharsets.US_ASCII));
    }

    public byte[] toBytes() {
        WireWriter out = new WireWriter();
        encode(out);
        return out.toBytes();
    }
}
