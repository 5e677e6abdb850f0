package io.onehop.wire.spnego;

import io.onehop.wire.MalformedMessageException;

/** Looks into captured SPNEGO tokens. */
public final class CapturedTokens {
    private CapturedTokens() {}

    /** The NTLM message in a SPNEGO token. */
    public static byte[] ntlm(byte[] token) throws MalformedMessageException {
        byte[] inner =
                switch (NegToken.decode(token)) {
                    case NegToken.Init init -> init.mechToken();
                    case NegToken.Resp resp -> resp.responseToken();
                };
        return inner == null ? new byte[0] : inner;
    }
}
