package io.onehop.rpc;

import io.onehop.rpc.pdu.AuthLevel;
import org.jspecify.annotations.Nullable;

/** Makes the server side of security contexts. Any thread. */
public interface SecurityProvider {
    /** No authentication at all, for the endpoint mapper. */
    SecurityProvider NONE = (authType, level) -> null;

    /** A new context, or null when the authentication type is not served. */
    @Nullable SecurityContext accept(int authType, AuthLevel level);
}
