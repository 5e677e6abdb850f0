package io.onehop.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No node served the share within the time for a move. Nothing that failed so was carried out. */
public final class UnavailableException extends IOException {
    public UnavailableException(String message) {
        super(message);
    }

    /**
     * @param cause what the last node said, or null
     */
    public UnavailableException(String message, @Nullable IOException cause) {
        super(message, cause);
    }
}
