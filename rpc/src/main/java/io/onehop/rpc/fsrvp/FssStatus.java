package io.onehop.rpc.fsrvp;

/** The HRESULTs that the methods return. [MS-FSRVP] 2.2.4, [MS-ERREF] 2.1. */
public final class FssStatus {
    public static final int SUCCESS = 0;

    /** FSRVP_E_BAD_STATE. */
    public static final int BAD_STATE = 0x8004_2301;

    /** FSRVP_E_OBJECT_NOT_FOUND. */
    public static final int OBJECT_NOT_FOUND = 0x8004_2308;

    /** FSRVP_E_NOT_SUPPORTED: no shadow copies can be made of the store that a share is on. */
    public static final int NOT_SUPPORTED = 0x8004_230C;

    /** FSRVP_E_SHADOW_COPY_SET_IN_PROGRESS. */
    public static final int SHADOW_COPY_SET_IN_PROGRESS = 0x8004_2316;

    /** FSRVP_E_UNSUPPORTED_CONTEXT. */
    public static final int UNSUPPORTED_CONTEXT = 0x8004_231B;

    /** FSRVP_E_SHADOWCOPYSET_ID_MISMATCH. */
    public static final int SHADOW_COPY_SET_ID_MISMATCH = 0x8004_2501;

    /** E_ACCESSDENIED. */
    public static final int ACCESS_DENIED = 0x8007_0005;

    /** E_INVALIDARG. */
    public static final int INVALID_ARGUMENT = 0x8007_0057;

    private FssStatus() {}
}
