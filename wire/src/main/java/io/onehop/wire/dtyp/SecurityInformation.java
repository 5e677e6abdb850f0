package io.onehop.wire.dtyp;

/** Which parts of a descriptor are meant. [MS-DTYP] 2.4.7. Names of the specification. */
public final class SecurityInformation {
    public static final int OWNER = 0x1;
    public static final int GROUP = 0x2;
    public static final int DACL = 0x4;
    public static final int SACL = 0x8;
    public static final int LABEL = 0x10;
    public static final int ATTRIBUTE = 0x20;
    public static final int SCOPE = 0x40;
    public static final int BACKUP = 0x1_0000;
    public static final int UNPROTECTED_SACL = 0x1000_0000;
    public static final int UNPROTECTED_DACL = 0x2000_0000;
    public static final int PROTECTED_SACL = 0x4000_0000;
    public static final int PROTECTED_DACL = 0x8000_0000;

    /** The parts that live in some entries of the SACL. */
    public static final int SACL_PARTS = LABEL | ATTRIBUTE | SCOPE;

    private static final int EVERYTHING = OWNER | GROUP | DACL | SACL | SACL_PARTS;

    private SecurityInformation() {}

    /** Backup means all parts. */
    static int expand(int information) {
        return (information & BACKUP) != 0 ? information | EVERYTHING : information;
    }
}
