package io.onehop.wire.smb2;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Internet addresses from their bytes; names are never looked up. */
final class Addresses {
    private Addresses() {}

    /** From the first 4 bytes. */
    static InetAddress v4(byte[] bytes) {
        try {
            return InetAddress.getByAddress(Arrays.copyOf(bytes, 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 bytes are an address", e);
        }
    }

    /** From 16 bytes. Unlike the general way, it leaves mapped IPv4 addresses as they are. */
    static InetAddress v6(byte[] bytes) {
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
