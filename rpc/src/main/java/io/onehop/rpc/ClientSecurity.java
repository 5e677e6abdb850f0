package io.onehop.rpc;

import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.rpc.pdu.AuthTrailer;

/**
 * How a client authenticates.
 *
 * @param authType {@link AuthTrailer#SPNEGO} or {@link AuthTrailer#NTLM}
 */
public record ClientSecurity(int authType, AuthLevel level, SecurityContext context) {
    AuthTrailer trailer(byte[] token) {
        return AuthTrailer.of(authType, level, 1, token);
    }
}
