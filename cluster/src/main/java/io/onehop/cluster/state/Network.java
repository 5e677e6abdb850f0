package io.onehop.cluster.state;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses that begin with the same bits, such as 10.0.0.0/8 or fd00::/64; a single address is
 * a network too.
 *
 * @param first with no bits beyond the prefix
 */
public record Network(InetAddress first, int prefixBits) {
    /**
     * Reads one; bits beyond the prefix are of no account.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Network of(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        // 10.1 is short for 10.0.0.1 elsewhere, which nobody means here.
        if (literal.indexOf(':') < 0 && literal.split("\\.", -1).length != 4) {
            throw new IllegalArgumentException(complaint(text));
        }
        try {
            byte[] bits = InetAddress.ofLiteral(literal).getAddress();
            int most = bits.length * 8;
            int prefix = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (prefix >= 0 && prefix <= most) {
                for (int bit = prefix; bit < most; bit++) {
                    bits[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
                }
                return new Network(InetAddress.getByAddress(bits), prefix);
            }
        } catch (IllegalArgumentException | UnknownHostException e) {
            throw new IllegalArgumentException(complaint(text), e);
        }
        throw new IllegalArgumentException(complaint(text));
    }

    private static String complaint(String text) {
        return "'" + text + "' is not a network such as 10.0.0.0/8 or fd00::/64";
    }

    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] its = address.getAddress();
        if (mine.length != its.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            if (((mine[bit / 8] ^ its[bit / 8]) & (0x80 >> (bit % 8))) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The same for the same network, however it was written. */
    @Override
    public String toString() {
        String text = first.getHostAddress();
        if (first.getAddress().length > 4) {
            text = text.replaceFirst("(^|:)(0(:|$)){2,}", "::");
        }
        return text + "/" + prefixBits;
    }
}
