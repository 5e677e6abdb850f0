package io.onehop.client;

import io.onehop.wire.smb2.Dialect;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a share is used just now.
 *
 * @param dataNode null while there is none
 * @param witnessNode null while no witness watches, for which {@code witness} gives the reason
 * @param dialect null before the first connection
 * @param protection what is done to messages: "signed AES_GMAC", "encrypted AES_128_GCM" or "none"
 */
public record ShareStatus(
        String share,
        @Nullable InetAddress dataNode,
        @Nullable InetAddress witnessNode,
        String witness,
        @Nullable Dialect dialect,
        String protection,
        Path path,
        int openFiles,
        @Nullable MoveEvent lastMove,
        Bytes bytes) {
    /** Whether the data node owns the volume, as far as a client can know. */
    public enum Path {
        DIRECT,
        REDIRECTED,
        UNKNOWN
    }

    /** Of file contents, since the share was connected. */
    public record Bytes(long read, long written) {}
}
