package io.onehop.rpc.pdu;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** The answer to one presentation context. [C706] 12.6.3.1 p_result_t, [MS-RPCE] 2.2.2.4. */
public record ContextResult(int result, int reason, SyntaxId transfer) {
    public static final int ACCEPTANCE = 0;
    public static final int USER_REJECTION = 1;
    public static final int PROVIDER_REJECTION = 2;
    public static final int NEGOTIATE_ACK = 3;

    public static final int ABSTRACT_SYNTAX_NOT_SUPPORTED = 1;
    public static final int TRANSFER_SYNTAXES_NOT_SUPPORTED = 2;
    public static final int LOCAL_LIMIT_EXCEEDED = 3;

    public static final ContextResult ACCEPTED = new ContextResult(ACCEPTANCE, 0, SyntaxId.NDR32);

    public static ContextResult rejected(int reason) {
        return new ContextResult(PROVIDER_REJECTION, reason, SyntaxId.NONE);
    }

    /** The features of both sides, where the reason usually is. [MS-RPCE] 2.2.2.15. */
    public static ContextResult features(int bits) {
        return new ContextResult(NEGOTIATE_ACK, bits, SyntaxId.NONE);
    }

    static List<ContextResult> decodeList(WireReader in) throws MalformedMessageException {
        int count = in.u8();
        in.skip(3);
        if (count > Limits.MAX_RPC_PRESENTATION_CONTEXTS) {
            throw new MalformedMessageException(count + " context results");
        }
        List<ContextResult> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(new ContextResult(in.u16(), in.u16(), SyntaxId.decode(in)));
        }
        return results;
    }

    static void encodeList(List<ContextResult> results, WireWriter out) {
        out.u8(results.size()).zero(3);
        for (ContextResult result : results) {
            out.u16(result.result).u16(result.reason);
            result.transfer.encode(out);
        }
    }
}
