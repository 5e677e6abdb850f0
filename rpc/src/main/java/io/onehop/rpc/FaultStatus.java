package io.onehop.rpc;

/** Status codes of fault packets. [C706] appendix E and N, [MS-RPCE] 3.3.3.5. */
public final class FaultStatus {
    public static final int ACCESS_DENIED = 0x0000_0005;

    /** ERROR_NOT_AUTHENTICATED. */
    public static final int NOT_AUTHENTICATED = 0x0000_04DC;

    /** RPC_X_BAD_STUB_DATA, the answer to NDR that cannot be read. */
    public static final int BAD_STUB_DATA = 0x0000_06F7;

    /** RPC_S_SEC_PKG_ERROR: the authentication failed after the bind. */
    public static final int SECURITY_PACKAGE_ERROR = 0x0000_0721;

    public static final int CONTEXT_MISMATCH = 0x1C00_001A;
    public static final int CANCEL = 0x1C00_000D;
    public static final int UNSPECIFIED = 0x1C00_0012;
    public static final int OP_RANGE_ERROR = 0x1C01_0002;
    public static final int UNKNOWN_INTERFACE = 0x1C01_0003;
    public static final int PROTOCOL_ERROR = 0x1C01_000B;
    public static final int SERVER_TOO_BUSY = 0x1C01_0014;

    private FaultStatus() {}

    /** Whether the status says that the call was not begun. */
    static boolean beforeExecution(int status) {
        return switch (status) {
            case OP_RANGE_ERROR, UNKNOWN_INTERFACE, SERVER_TOO_BUSY -> true;
            default -> false;
        };
    }
}
