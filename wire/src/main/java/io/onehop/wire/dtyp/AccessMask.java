package io.onehop.wire.dtyp;

import java.util.Map;
import java.util.StringJoiner;

/**
 * The bits of an access mask for files and directories. [MS-DTYP] 2.4.3, [MS-SMB2] 2.2.13.1. Names
 * of the specification.
 */
public final class AccessMask {
    public static final int FILE_READ_DATA = 0x1;
    public static final int FILE_WRITE_DATA = 0x2;
    public static final int FILE_APPEND_DATA = 0x4;
    public static final int FILE_READ_EA = 0x8;
    public static final int FILE_WRITE_EA = 0x10;
    public static final int FILE_EXECUTE = 0x20;
    public static final int FILE_DELETE_CHILD = 0x40;
    public static final int FILE_READ_ATTRIBUTES = 0x80;
    public static final int FILE_WRITE_ATTRIBUTES = 0x100;

    /** The same bits by their names for directories. */
    public static final int FILE_LIST_DIRECTORY = FILE_READ_DATA;

    public static final int FILE_ADD_FILE = FILE_WRITE_DATA;
    public static final int FILE_ADD_SUBDIRECTORY = FILE_APPEND_DATA;
    public static final int FILE_TRAVERSE = FILE_EXECUTE;

    public static final int DELETE = 0x1_0000;
    public static final int READ_CONTROL = 0x2_0000;
    public static final int WRITE_DAC = 0x4_0000;
    public static final int WRITE_OWNER = 0x8_0000;
    public static final int SYNCHRONIZE = 0x10_0000;
    public static final int ACCESS_SYSTEM_SECURITY = 0x0100_0000;
    public static final int MAXIMUM_ALLOWED = 0x0200_0000;
    public static final int GENERIC_ALL = 0x1000_0000;
    public static final int GENERIC_EXECUTE = 0x2000_0000;
    public static final int GENERIC_WRITE = 0x4000_0000;
    public static final int GENERIC_READ = 0x8000_0000;

    public static final int GENERIC = GENERIC_ALL | GENERIC_EXECUTE | GENERIC_WRITE | GENERIC_READ;

    public static final int FILE_GENERIC_READ =
            FILE_READ_DATA | FILE_READ_ATTRIBUTES | FILE_READ_EA | READ_CONTROL | SYNCHRONIZE;
    public static final int FILE_GENERIC_WRITE =
            FILE_WRITE_DATA
                    | FILE_APPEND_DATA
                    | FILE_WRITE_ATTRIBUTES
                    | FILE_WRITE_EA
                    | READ_CONTROL
                    | SYNCHRONIZE;
    public static final int FILE_GENERIC_EXECUTE =
            FILE_EXECUTE | FILE_READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;
    public static final int FILE_ALL_ACCESS = 0x1F_01FF;

    /** All bits that a client may ask for. */
    public static final int VALID =
            FILE_ALL_ACCESS | ACCESS_SYSTEM_SECURITY | MAXIMUM_ALLOWED | GENERIC;

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(FILE_READ_DATA, "READ_DATA"),
                    Map.entry(FILE_WRITE_DATA, "WRITE_DATA"),
                    Map.entry(FILE_APPEND_DATA, "APPEND_DATA"),
                    Map.entry(FILE_READ_EA, "READ_EA"),
                    Map.entry(FILE_WRITE_EA, "WRITE_EA"),
                    Map.entry(FILE_EXECUTE, "EXECUTE"),
                    Map.entry(FILE_DELETE_CHILD, "DELETE_CHILD"),
                    Map.entry(FILE_READ_ATTRIBUTES, "READ_ATTRIBUTES"),
                    Map.entry(FILE_WRITE_ATTRIBUTES, "WRITE_ATTRIBUTES"),
                    Map.entry(DELETE, "DELETE"),
                    Map.entry(READ_CONTROL, "READ_CONTROL"),
                    Map.entry(WRITE_DAC, "WRITE_DAC"),
                    Map.entry(WRITE_OWNER, "WRITE_OWNER"),
                    Map.entry(SYNCHRONIZE, "SYNCHRONIZE"),
                    Map.entry(ACCESS_SYSTEM_SECURITY, "ACCESS_SYSTEM_SECURITY"),
                    Map.entry(MAXIMUM_ALLOWED, "MAXIMUM_ALLOWED"),
                    Map.entry(GENERIC_ALL, "GENERIC_ALL"),
                    Map.entry(GENERIC_EXECUTE, "GENERIC_EXECUTE"),
                    Map.entry(GENERIC_WRITE, "GENERIC_WRITE"),
                    Map.entry(GENERIC_READ, "GENERIC_READ"));

    private AccessMask() {}

    /** The rights by their names, for people; "nothing" for none. */
    public static String describe(int mask) {
        StringJoiner names = new StringJoiner("|").setEmptyValue("nothing");
        for (int bit = 1; bit != 0; bit <<= 1) {
            if ((mask & bit) != 0) {
                names.add(NAMES.getOrDefault(bit, "0x" + Integer.toHexString(bit)));
            }
        }
        return names.toString();
    }

    /** Puts the rights of files in the place of generic bits. */
    public static int mapGeneric(int mask) {
        int mapped = mask & ~GENERIC;
        if ((mask & GENERIC_READ) != 0) {
            mapped |= FILE_GENERIC_READ;
        }
        if ((mask & GENERIC_WRITE) != 0) {
            mapped |= FILE_GENERIC_WRITE;
        }
        if ((mask & GENERIC_EXECUTE) != 0) {
            mapped |= FILE_GENERIC_EXECUTE;
        }
        if ((mask & GENERIC_ALL) != 0) {
            mapped |= FILE_ALL_ACCESS;
        }
        return mapped;
    }
}
