package io.onehop.wire.dtyp;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A security identifier. [MS-DTYP] 2.4.2
 *
 * @param authority 48 bits
 * @param subAuthorities each an unsigned 32-bit number
 */
public record Sid(long authority, List<Integer> subAuthorities) {
    public static final Sid NULL = parse("S-1-0-0");
    public static final Sid EVERYONE = parse("S-1-1-0");
    public static final Sid CREATOR_OWNER = parse("S-1-3-0");
    public static final Sid CREATOR_GROUP = parse("S-1-3-1");
    public static final Sid OWNER_RIGHTS = parse("S-1-3-4");
    public static final Sid NETWORK = parse("S-1-5-2");
    public static final Sid ANONYMOUS = parse("S-1-5-7");
    public static final Sid AUTHENTICATED_USERS = parse("S-1-5-11");
    public static final Sid LOCAL_SYSTEM = parse("S-1-5-18");
    public static final Sid ADMINISTRATORS = parse("S-1-5-32-544");
    public static final Sid USERS = parse("S-1-5-32-545");
    public static final Sid GUESTS = parse("S-1-5-32-546");

    private static final int REVISION = 1;
    private static final long MAX_AUTHORITY = (1L << 48) - 1;

    public Sid {
        subAuthorities = List.copyOf(subAuthorities);
        if (authority < 0
                || authority > MAX_AUTHORITY
                || subAuthorities.size() > Limits.MAX_SUB_AUTHORITIES) {
            throw new IllegalArgumentException("SID of authority " + authority);
        }
    }

    /**
     * Reads the text form, S-1-... [MS-DTYP] 2.4.2.1
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Sid parse(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length < 3
                || parts.length > 3 + Limits.MAX_SUB_AUTHORITIES
                || !parts[0].equalsIgnoreCase("S")
                || !parts[1].equals("1")) {
            throw new IllegalArgumentException("no SID: " + text);
        }
        long authority =
                parts[2].startsWith("0x")
                        ? Long.parseLong(parts[2].substring(2), 16)
                        : Long.parseLong(parts[2]);
        List<Integer> subAuthorities = new ArrayList<>();
        for (int i = 3; i < parts.length; i++) {
            subAuthorities.add(Integer.parseUnsignedInt(parts[i]));
        }
        return new Sid(authority, subAuthorities);
    }

    public static Sid decode(WireReader in) throws MalformedMessageException {
        int revision = in.u8();
        if (revision != REVISION) {
            throw new MalformedMessageException("SID of revision " + revision);
        }
        int count = in.u8();
        if (count > Limits.MAX_SUB_AUTHORITIES) {
            throw new MalformedMessageException("SID of " + count + " subauthorities");
        }
        long authority = 0;
        for (int i = 0; i < 6; i++) {
            authority = authority << 8 | in.u8();
        }
        List<Integer> subAuthorities = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            subAuthorities.add(in.i32());
        }
        return new Sid(authority, subAuthorities);
    }

    public void encode(WireWriter out) {
        out.u8(REVISION).u8(subAuthorities.size());
        for (int shift = 40; shift >= 0; shift -= 8) {
            out.u8((int) (authority >>> shift) & 0xFF);
        }
        subAuthorities.forEach(out::u32);
    }

    /** Size in bytes when encoded. */
    public int lengthBytes() {
        return 8 + 4 * subAuthorities.size();
    }

    /** This identifier with one more subauthority: an account of a domain. */
    public Sid child(int relativeId) {
        List<Integer> longer = new ArrayList<>(subAuthorities);
        longer.add(relativeId);
        return new Sid(authority, longer);
    }

    /** The text form. [MS-DTYP] 2.4.2.1 */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("S-1-");
        if (authority >>> 32 == 0) {
            text.append(authority);
        } else {
            text.append(String.format("0x%012X", authority));
        }
        for (int subAuthority : subAuthorities) {
            text.append('-').append(Integer.toUnsignedString(subAuthority));
        }
        return text.toString();
    }
}
