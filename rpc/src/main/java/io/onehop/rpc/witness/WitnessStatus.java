package io.onehop.rpc.witness;

/** The Win32 codes that the witness methods return. [MS-SWN] 3.1.4. */
public final class WitnessStatus {
    public static final int SUCCESS = 0;
    public static final int ACCESS_DENIED = 5;
    public static final int INVALID_PARAMETER = 0x57;
    public static final int NO_MORE_ITEMS = 0x103;
    public static final int NOT_FOUND = 0x490;
    public static final int REVISION_MISMATCH = 0x51A;
    public static final int NO_SYSTEM_RESOURCES = 0x5AA;
    public static final int TIMEOUT = 0x5B4;
    public static final int INVALID_STATE = 0x139F;

    private WitnessStatus() {}
}
