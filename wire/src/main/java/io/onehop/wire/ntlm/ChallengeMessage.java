package io.onehop.wire.ntlm;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** CHALLENGE_MESSAGE: what the server chose, and its nonce. [MS-NLMP] 2.2.1.2. */
public record ChallengeMessage(
        Negotiated negotiated, byte[] serverChallenge, String targetName, AvPairs targetInfo) {
    static final int TYPE = 2;
    static final int CHALLENGE_BYTES = 8;

    public static ChallengeMessage decode(WireReader in) throws MalformedMessageException {
        Payload.begin(in, TYPE);
        Payload.Field targetName = Payload.Field.decode(in);
        int flags = in.i32();
        byte[] challenge = in.bytes(CHALLENGE_BYTES);
        in.skip(8);
        Payload.Field targetInfo = Payload.Field.decode(in);
        Version version =
                NtlmFlags.all(flags, NtlmFlags.VERSION) ? Version.decode(in) : Version.NONE;
        return new ChallengeMessage(
                new Negotiated(flags, version),
                challenge,
                targetName.text(in, NtlmFlags.all(flags, NtlmFlags.UNICODE)),
                NtlmFlags.all(flags, NtlmFlags.TARGET_INFO)
                        ? AvPairs.decode(targetInfo.in(in))
                        : AvPairs.NONE);
    }

    /** Writes the message; names are Unicode, which must be among the flags. */
    public void encode(WireWriter out) {
        Payload.begin(out, TYPE);
        int targetNameAt = Payload.reserve(out);
        out.u32(negotiated.flags()).bytes(serverChallenge).zero(8);
        int targetInfoAt = Payload.reserve(out);
        negotiated.version().encode(out);
        Payload.append(out, targetNameAt, Payload.unicode(targetName));
        Payload.append(out, targetInfoAt, targetInfo.toBytes());
    }

    public byte[] toBytes() {
        WireWriter out = new WireWriter();
        encode(out);
        return out.toBytes();
    }
}
