package io.onehop.rpc.srvsvc;

/** [MS-SRVS] 2.2.2.4. */
public final class ShareType {
    public static final int DISK = 0;
    public static final int IPC = 3;
    public static final int CLUSTER_FS = 0x0200_0000;
    public static final int CLUSTER_SOFS = 0x0400_0000;
    public static final int CLUSTER_DFS = 0x0800_0000;
    public static final int SPECIAL = 0x8000_0000;

    /** IPC$ on the wire. */
    public static final int SPECIAL_IPC = SPECIAL | IPC;

    private static final int CLUSTER = CLUSTER_FS | CLUSTER_SOFS | CLUSTER_DFS;

    private ShareType() {}

    /** The type as replies have it: without cluster bits. [MS-SRVS] 3.1.4.8. */
    static int onWire(int type) {
        return type & ~CLUSTER;
    }
}
