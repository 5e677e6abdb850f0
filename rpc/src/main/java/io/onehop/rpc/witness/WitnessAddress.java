package io.onehop.rpc.witness;

import io.onehop.wire.MalformedMessageException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** How addresses stand in witness messages: bytes in network order and a flag for the family. */
final class WitnessAddress {
    static final int V4_BYTES = 4;
    static final int V6_BYTES = 16;
    static final int FLAG_V4 = 1;
    static final int FLAG_V6 = 2;

    record Fields(int family, byte[] v4, byte[] v6) {}

    private WitnessAddress() {}

    static Fields fields(InetAddress address) {
        return address instanceof Inet4Address
                ? new Fields(FLAG_V4, address.getAddress(), new byte[V6_BYTES])
                : new Fields(FLAG_V6, new byte[V4_BYTES], address.getAddress());
    }

    static InetAddress of(int flags, byte[] v4, byte[] v6) throws MalformedMessageException {
        try {
            if ((flags & FLAG_V4) != 0) {
                return InetAddress.getByAddress(v4);
            }
            if ((flags & FLAG_V6) != 0) {
                return InetAddress.getByAddress(v6);
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of a wrong length", e);
        }
        throw new MalformedMessageException("address without family: " + flags);
    }

    /** The address that a text is, without a scope; null when it is none. */
    static @Nullable InetAddress parse(String text) {
        int scope = text.indexOf('%');
        try {
            return InetAddress.ofLiteral(scope < 0 ? text : text.substring(0, scope));
        } catch (IllegalArgumentException e) {
            // A name or nonsense: matches no interface.
            return null;
        }
    }
}
