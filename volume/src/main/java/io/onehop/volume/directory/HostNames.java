package io.onehop.volume.directory;

import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names of the host (bytes, UTF-8 by custom) as names of the volume (UTF-16) and back. Each name of
 * the host has one name in the volume and the other way round:
 *
 * <ul>
 *   <li>characters that [MS-FSCC] 2.1.5 forbids and bytes that are no UTF-8 show as U+F000 plus
 *       their value, as other servers and Linux clients do;
 *   <li>a lone surrogate is kept as three bytes;
 *   <li>a host name that already has a character which would be read as one of those shows it as
 *       three bytes that are no UTF-8.
 * </ul>
 */
final class HostNames {
    private static final int MAPPED = 0xF000;
    private static final String FORBIDDEN = "\"\\:|<>*?";

    private HostNames() {}

    /**
     * The bytes of a name on the host.
     *
     * @throws VolumeException NAME_INVALID for what cannot be one name in a directory, or what no
     *     name of the host would show as
     */
    static byte[] encode(String name) throws VolumeException {
        boolean mapped = false;
        boolean plain = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 0x20 || c == '/' || FORBIDDEN.indexOf(c) >= 0) {
                throw invalid(name);
            }
            plain &= c < 0x80;
            mapped |= (c & 0xFF00) == MAPPED;
        }
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw invalid(name);
        }
        if (plain) {
            return name.getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] host = encodeUnits(name, true);
        if (mapped && !decode(host, 0, host.length).equals(name)) {
            throw invalid(name);
        }
        return host;
    }

    /** The name in the volume of a name on the host. */
    static String decode(byte[] host, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            byte b = host[i];
            if (b < 0x20 || FORBIDDEN.indexOf(b) >= 0) {
                return decodeUnits(host, offset, offset + length, true);
            }
        }
        return new String(host, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** As {@link #encode} but for a stream, whose name may have any character but a separator. */
    static byte[] encodeStream(String name) throws VolumeException {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw invalid(name);
        }
        byte[] units = encodeUnits(name, false);
        byte[] host = new byte[units.length + 1];
        host[0] = '=';
        System.arraycopy(units, 0, host, 1, units.length);
        return host;
    }

    /** The name of a stream by the name of its file. */
    static String decodeStream(byte[] host, int offset, int length) {
        return decodeUnits(host, offset + 1, offset + length, false);
    }

    private static byte[] encodeUnits(String name, boolean map) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(name.length() * 3);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (map && isMapped(c)) {
                out.write(c - MAPPED);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < name.length()
                    && Character.isLowSurrogate(name.charAt(i + 1))) {
                int point = Character.toCodePoint(c, name.charAt(++i));
                out.write(0xF0 | (point >> 18));
                out.write(0x80 | ((point >> 12) & 0x3F));
                out.write(0x80 | ((point >> 6) & 0x3F));
                out.write(0x80 | (point & 0x3F));
            } else if (c < 0x80) {
                out.write(c);
            } else if (c < 0x800) {
                out.write(0xC0 | (c >> 6));
                out.write(0x80 | (c & 0x3F));
            } else {
                out.write(0xE0 | (c >> 12));
                out.write(0x80 | ((c >> 6) & 0x3F));
                out.write(0x80 | (c & 0x3F));
            }
        }
        return out.toByteArray();
    }

    private static String decodeUnits(byte[] host, int start, int end, boolean map) {
        StringBuilder name = new StringBuilder(end - start);
        boolean afterLoneHigh = false;
        for (int i = start; i < end; ) {
            int length = sequenceLength(host, i, end);
            int point = length == 0 ? host[i] & 0xFF : point(host, i, length);
            boolean surrogate = length == 3 && point >= 0xD800 && point <= 0xDFFF;
            // Two lone surrogates that make a pair would be written as four bytes.
            boolean refused = surrogate && point >= 0xDC00 && afterLoneHigh;
            if (length == 0 || refused || (map && length == 3 && isMapped(point))) {
                int count = Math.max(1, length);
                for (int k = 0; k < count; k++) {
                    name.append((char) (MAPPED + (host[i + k] & 0xFF)));
                }
                i += count;
                afterLoneHigh = false;
                continue;
            }
            if (map && isForbidden(point)) {
                name.append((char) (MAPPED + point));
            } else {
                name.appendCodePoint(point);
            }
            afterLoneHigh = surrogate && point < 0xDC00;
            i += length;
        }
        return name.toString();
    }

    /** The length of the well-formed sequence at an index, lone surrogates included; 0 if none. */
    private static int sequenceLength(byte[] host, int at, int end) {
        int first = host[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4 || at + length > end) {
            return 0;
        }
        for (int k = 1; k < length; k++) {
            if ((host[at + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int point = point(host, at, length);
        boolean overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
        return overlong || point > Character.MAX_CODE_POINT ? 0 : length;
    }

    private static int point(byte[] host, int at, int length) {
        int point = length == 1 ? host[at] : host[at] & (0xFF >> (length + 1));
        for (int k = 1; k < length; k++) {
            point = (point << 6) | (host[at + k] & 0x3F);
        }
        return point;
    }

    private static boolean isForbidden(int c) {
        return c < 0x20 || FORBIDDEN.indexOf(c) >= 0;
    }

    /** Never true for what would become a separator, a dot or the end of a name on the host. */
    private static boolean isMapped(int c) {
        int value = c - MAPPED;
        return value > 0 && value <= 0xFF && (value >= 0x80 || isForbidden(value));
    }

    private static VolumeException invalid(String name) {
        return new VolumeException(
                Reason.NAME_INVALID,
                "no name for the host: " + Arrays.toString(name.toCharArray()));
    }
}
