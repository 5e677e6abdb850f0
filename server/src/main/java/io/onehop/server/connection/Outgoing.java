package io.onehop.server.connection;

import io.onehop.server.session.Session;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Response;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One response, break or notification, ready to be sent.
 *
 * @param header not signed and not chained yet
 * @param seal how it is protected
 * @param release run once it is sent or never will be, or null
 * @param hashed takes the message as it is sent, for the preauthentication hash, or null
 */
record Outgoing(
        Header header,
        Body body,
        Seal seal,
        @Nullable Runnable release,
        @Nullable Consumer<ByteBuffer[]> hashed) {
    /** What follows the header. */
    sealed interface Body {}

    record Decoded(Response response) implements Body {}

    record Raw(ByteBuffer bytes) implements Body {}

    /** The refusal of a command code that means nothing; it stands in for the header's. */
    record Unknown(int commandCode) implements Body {}

    /**
     * The protection of a message: signed, encrypted, or neither.
     *
     * @param encryption the session whose key encrypts, or null
     */
    record Seal(@Nullable Signer signer, @Nullable Session encryption) {
        static final Seal NONE = new Seal(null, null);
    }

    void discard() {
        if (release != null) {
            release.run();
        }
    }
}
