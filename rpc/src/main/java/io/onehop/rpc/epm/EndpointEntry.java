package io.onehop.rpc.epm;

import io.onehop.rpc.pdu.SyntaxId;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An interface that is served over TCP.
 *
 * @param address where, or null for the address at which the endpoint mapper is asked
 */
public record EndpointEntry(
        SyntaxId syntax, @Nullable InetAddress address, int port, String annotation) {
    Tower tower(InetAddress asked) {
        return new Tower(syntax, SyntaxId.NDR32, port, address == null ? asked : address);
    }
}
