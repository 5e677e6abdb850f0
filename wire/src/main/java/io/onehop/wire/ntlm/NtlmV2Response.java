package io.onehop.wire.ntlm;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * NTLMv2_RESPONSE. [MS-NLMP] 2.2.2.8 and, for what is behind the proof, 2.2.2.7.
 *
 * @param proof NTProofStr, 16 bytes
 * @param clientChallenge all that the proof covers, as it came
 * @param timestamp FILETIME
 */
record NtlmV2Response(byte[] proof, byte[] clientChallenge, long timestamp, AvPairs pairs) {
    static final int PROOF_BYTES = 16;

    /** RespType and HiRespType: both 1. */
    private static final int VERSIONS = 0x0101;

    static NtlmV2Response decode(byte[] response) throws MalformedMessageException {
        WireReader in = new WireReader(response);
        byte[] proof = in.bytes(PROOF_BYTES);
        byte[] clientChallenge = in.bytes(in.remaining());
        in.seek(PROOF_BYTES);
        if (in.u16() != VERSIONS) {
            throw new MalformedMessageException("NTLMv2 response of an unknown version");
        }
        in.skip(6);
        long timestamp = in.i64();
        in.skip(ChallengeMessage.CHALLENGE_BYTES + 4);
        return new NtlmV2Response(proof, clientChallenge, timestamp, AvPairs.decode(in));
    }

    /** The structure that the proof covers: "temp" in [MS-NLMP] 3.3.2. */
    static byte[] clientChallenge(long timestamp, byte[] nonce, AvPairs pairs) {
        WireWriter out = new WireWriter();
        out.u16(VERSIONS).zero(6).u64(timestamp).bytes(nonce).zero(4);
        pairs.encode(out);
        return out.zero(4).toBytes();
    }
}
