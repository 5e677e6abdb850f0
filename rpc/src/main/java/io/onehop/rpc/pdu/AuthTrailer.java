package io.onehop.rpc.pdu;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * sec_trailer and the token behind it. [MS-RPCE] 2.2.2.11, 2.2.2.12. The padding before it is
 * counted when it is written.
 */
public record AuthTrailer(int type, AuthLevel level, int padLength, int contextId, byte[] token) {
    static final int BYTES = 8;

    /** RPC_C_AUTHN_GSS_NEGOTIATE. [MS-RPCE] 2.2.1.1.7. */
    public static final int SPNEGO = 9;

    /** RPC_C_AUTHN_WINNT. */
    public static final int NTLM = 10;

    public static AuthTrailer of(int type, AuthLevel level, int contextId, byte[] token) {
        return new AuthTrailer(type, level, 0, contextId, token);
    }

    static AuthTrailer decode(WireReader in, int authLength) throws MalformedMessageException {
        int type = in.u8();
        AuthLevel level = AuthLevel.of(in.u8());
        int padLength = in.u8();
        in.skip(1);
        return new AuthTrailer(type, level, padLength, in.i32(), in.bytes(authLength));
    }

    void encode(WireWriter out, int pad) {
        out.u8(type).u8(level.code()).u8(pad).u8(0).u32(contextId).bytes(token);
    }
}
