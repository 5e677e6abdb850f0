package io.onehop.rpc.samr;

import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.samr.AccountDatabase.Account;
import java.util.Arrays;

/**
 * What is told of a user at each class of information. [MS-SAMR] 2.2.6. Users here have a name and
 * nothing else: no full name, no home, no times.
 */
final class UserInformation {
    private static final int NORMAL_ACCOUNT = 0x10;
    private static final int ACCOUNT_DISABLED = 0x1;
    private static final int DOES_NOT_EXPIRE = 0x200;
    private static final int DOMAIN_USERS = 513;
    private static final long NEVER = Long.MAX_VALUE;

    /**
     * The fields that are known: names, ids, comments, profile, hours, what the account is and when
     * it ends. Not among them: when it was used, and everything of its password. [MS-SAMR] 2.2.1.8.
     */
    private static final int KNOWN_FIELDS = 0x00FA_27FF;

    private static final int UNITS_PER_WEEK = 168;
    private static final int LOGON_HOURS_ELEMENTS = 1260;

    private UserInformation() {}

    static int control(Account user) {
        return NORMAL_ACCOUNT | DOES_NOT_EXPIRE | (user.enabled() ? 0 : ACCOUNT_DISABLED);
    }

    static int primaryGroup() {
        return DOMAIN_USERS;
    }

    /** SAMPR_USER_INFO_BUFFER behind its pointer; false when there is no such class. */
    static boolean write(NdrWriter out, int informationClass, Account user) {
        switch (informationClass) {
            case 1 -> general(begin(out, 1), user);
            case 2 -> begin(out, 2).unicodeString("").unicodeString("").u16(0).u16(0);
            case 3 -> logon(begin(out, 3), user);
            case 4 -> hours(begin(out, 4));
            case 5 -> account(begin(out, 5), user);
            case 6 -> begin(out, 6).unicodeString(user.name()).unicodeString("");
            case 7 -> begin(out, 7).unicodeString(user.name());
            case 8, 11, 12, 14, 20 -> begin(out, informationClass).unicodeString("");
            case 9 -> begin(out, 9).u32(DOMAIN_USERS);
            case 10 -> begin(out, 10).unicodeString("").unicodeString("");
            case 13 -> begin(out, 13).unicodeString(user.comment());
            case 16 -> begin(out, 16).u32(control(user));
            case 17 -> time(begin(out, 17), NEVER);
            case 21 -> all(begin(out, 21), user);
            default -> {
                return false;
            }
        }
        out.deferred();
        return true;
    }

    private static NdrWriter begin(NdrWriter out, int informationClass) {
        return out.referent().u16(informationClass).align(4);
    }

    private static void general(NdrWriter out, Account user) {
        out.unicodeString(user.name()).unicodeString("").u32(DOMAIN_USERS);
        out.unicodeString(user.comment()).unicodeString("");
    }

    private static void logon(NdrWriter out, Account user) {
        named(out, user);
        strings(out, 5);
        times(out, 0, 0, 0, 0, NEVER);
        hours(out).u16(0).u16(0).u32(control(user));
    }

    private static void account(NdrWriter out, Account user) {
        named(out, user);
        strings(out, 4);
        out.unicodeString(user.comment()).unicodeString("");
        times(out, 0, 0);
        hours(out).u16(0).u16(0);
        times(out, 0, NEVER);
        out.u32(control(user));
    }

    private static void named(NdrWriter out, Account user) {
        out.unicodeString(user.name()).unicodeString("");
        out.u32(user.relativeId()).u32(DOMAIN_USERS);
    }

    /** [MS-SAMR] 2.2.6.6. */
    private static void all(NdrWriter out, Account user) {
        times(out, 0, 0, 0, NEVER, 0, NEVER);
        out.unicodeString(user.name());
        strings(out, 5);
        out.unicodeString(user.comment());
        strings(out, 3);
        // Both hashes, private data, security descriptor: never.
        out.u16(0).u16(0).u32(0).u16(0).u16(0).u32(0);
        out.unicodeString(null).u32(0).u32(0);
        out.u32(user.relativeId()).u32(DOMAIN_USERS).u32(control(user)).u32(KNOWN_FIELDS);
        hours(out).u16(0).u16(0).u16(0).u16(0);
        out.u8(0).u8(0).u8(0).u8(0);
    }

    private static void strings(NdrWriter out, int count) {
        for (int i = 0; i < count; i++) {
            out.unicodeString("");
        }
    }

    private static void times(NdrWriter out, long... times) {
        for (long time : times) {
            time(out, time);
        }
    }

    /** OLD_LARGE_INTEGER. [MS-SAMR] 2.2.2.2. */
    static NdrWriter time(NdrWriter out, long time) {
        return out.u32(time & 0xFFFF_FFFFL).u32(time >>> 32);
    }

    /** SAMPR_LOGON_HOURS: always. [MS-SAMR] 2.2.6.5. */
    private static NdrWriter hours(NdrWriter out) {
        byte[] always = new byte[UNITS_PER_WEEK / 8];
        Arrays.fill(always, (byte) 0xFF);
        out.align(4).u16(UNITS_PER_WEEK);
        return out.pointer(
                always,
                bits -> out.u32(LOGON_HOURS_ELEMENTS).u32(0).u32(bits.length).bytes(bits).align(4));
    }
}
