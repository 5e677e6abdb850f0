package io.onehop.wire.ntlm;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * AUTHENTICATE_MESSAGE: the client's proof. [MS-NLMP] 2.2.1.3.
 *
 * @param mic null if the payload leaves no room for one; whether it counts is said by the AV pairs
 */
public record AuthenticateMessage(
        Responses responses,
        Identity identity,
        byte[] encryptedRandomSessionKey,
        Negotiated negotiated,
        byte @Nullable [] mic) {
    static final int TYPE = 3;
    static final int MIC_OFFSET = 72;
    static final int MIC_BYTES = 16;
    private static final int VERSION_OFFSET = MIC_OFFSET - Version.BYTES;

    /** LmChallengeResponse and NtChallengeResponse as they came. */
    public record Responses(byte[] lm, byte[] nt) {}

    public static AuthenticateMessage decode(WireReader in) throws MalformedMessageException {
        Payload.begin(in, TYPE);
        Payload.Field lm = Payload.Field.decode(in);
        Payload.Field nt = Payload.Field.decode(in);
        Payload.Field domain = Payload.Field.decode(in);
        Payload.Field user = Payload.Field.decode(in);
        Payload.Field workstation = Payload.Field.decode(in);
        Payload.Field sessionKey = Payload.Field.decode(in);
        int flags = in.i32();
        boolean unicode = NtlmFlags.all(flags, NtlmFlags.UNICODE);
        // Old clients leave the MIC out, older ones the version too: the payload is there instead.
        long payload = in.length();
        for (Payload.Field field :
                new Payload.Field[] {lm, nt, domain, user, workstation, sessionKey}) {
            payload = Math.min(payload, field.start(in));
        }
        Version version =
                payload >= VERSION_OFFSET + Version.BYTES ? Version.decode(in) : Version.NONE;
        byte[] mic = payload >= MIC_OFFSET + MIC_BYTES ? in.bytes(MIC_BYTES) : null;
        return new AuthenticateMessage(
                new Responses(lm.bytes(in), nt.bytes(in)),
                new Identity(
                        domain.text(in, unicode),
                        user.text(in, unicode),
                        workstation.text(in, unicode)),
                sessionKey.bytes(in),
                new Negotiated(flags, version),
                mic);
    }

    /** Writes the message; names are Unicode, which must be among the flags. */
    public void encode(WireWriter out) {
        Payload.begin(out, TYPE);
        int lmAt = Payload.reserve(out);
        int ntAt = Payload.reserve(out);
        int domainAt = Payload.reserve(out);
        int userAt = Payload.reserve(out);
        int workstationAt = Payload.reserve(out);
        int sessionKeyAt = Payload.reserve(out);
        out.u32(negotiated.flags());
        negotiated.version().encode(out);
        if (mic != null) {
            out.bytes(mic);
        }
        Payload.append(out, domainAt, Payload.unicode(identity.domain()));
        Payload.append(out, userAt, Payload.unicode(identity.user()));
        Payload.append(out, workstationAt, Payload.unicode(identity.workstation()));
        Payload.append(out, lmAt, responses.lm());
        Payload.append(out, ntAt, responses.nt());
        Payload.append(out, sessionKeyAt, encryptedRandomSessionKey);
    }

    public byte[] toBytes() {
        WireWriter out = new WireWriter(512);
        encode(out);
        return out.toBytes();
    }
}
