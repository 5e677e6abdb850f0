package io.onehop.wire.ntlm;

/** NEGOTIATE flags. [MS-NLMP] 2.2.2.5. */
public final class NtlmFlags {
    public static final int UNICODE = 0x0000_0001;
    public static final int REQUEST_TARGET = 0x0000_0004;
    public static final int SIGN = 0x0000_0010;
    public static final int SEAL = 0x0000_0020;
    public static final int NTLM = 0x0000_0200;
    public static final int OEM_DOMAIN_SUPPLIED = 0x0000_1000;
    public static final int OEM_WORKSTATION_SUPPLIED = 0x0000_2000;
    public static final int ALWAYS_SIGN = 0x0000_8000;
    public static final int TARGET_TYPE_SERVER = 0x0002_0000;
    public static final int EXTENDED_SESSIONSECURITY = 0x0008_0000;
    public static final int TARGET_INFO = 0x0080_0000;
    public static final int VERSION = 0x0200_0000;
    public static final int KEY_128 = 0x2000_0000;
    public static final int KEY_EXCH = 0x4000_0000;
    public static final int KEY_56 = 0x8000_0000;

    /** What we never do without. */
    static final int REQUIRED = UNICODE | EXTENDED_SESSIONSECURITY | KEY_128;

    private NtlmFlags() {}

    static boolean all(int flags, int wanted) {
        return (flags & wanted) == wanted;
    }
}
