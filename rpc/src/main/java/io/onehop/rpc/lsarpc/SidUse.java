package io.onehop.rpc.lsarpc;

/** What a security identifier stands for: SID_NAME_USE. [MS-LSAT] 2.2.13. */
public enum SidUse {
    USER(1),
    GROUP(2),
    DOMAIN(3),
    ALIAS(4),
    WELL_KNOWN_GROUP(5),
    DELETED_ACCOUNT(6),
    INVALID(7),
    UNKNOWN(8);

    private final int code;

    SidUse(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
