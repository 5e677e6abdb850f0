package io.onehop.rpc.srvsvc;

/** The codes that the methods return. [MS-SRVS] 2.2.2.10. */
public final class NetStatus {
    public static final int SUCCESS = 0;
    public static final int FILE_NOT_FOUND = 2;
    public static final int ACCESS_DENIED = 5;
    public static final int NOT_READY = 21;
    public static final int NOT_SUPPORTED = 50;
    public static final int INVALID_PARAMETER = 87;
    public static final int INVALID_NAME = 123;
    public static final int INVALID_LEVEL = 124;
    public static final int PATH_NOT_FOUND = 3;
    public static final int INVALID_SECURITY_DESCR = 1338;
    public static final int INVALID_OWNER = 1307;
    public static final int MORE_DATA = 234;
    public static final int TIMEOUT = 1460;
    public static final int UNKNOWN_DIRECTORY = 2116;
    public static final int DUPLICATE_SHARE = 2118;
    public static final int BUFFER_TOO_SMALL = 2123;
    public static final int USER_NOT_FOUND = 2221;
    public static final int NET_NAME_NOT_FOUND = 2310;
    public static final int DEVICE_NOT_SHARED = 2311;
    public static final int CLIENT_NAME_NOT_FOUND = 2312;
    public static final int FILE_ID_NOT_FOUND = 2314;

    private NetStatus() {}
}
