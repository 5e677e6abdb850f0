package io.onehop.wire.smb2;

import org.jspecify.annotations.Nullable;

/** The dialects, oldest first. [MS-SMB2] 2.2.3, 2.2.4. */
public enum Dialect {
    SMB_2_0_2(0x0202),
    SMB_2_1(0x0210),
    SMB_3_0(0x0300),
    SMB_3_0_2(0x0302),
    SMB_3_1_1(0x0311);

    /** Answers a multi-protocol negotiate: the client is to negotiate once more. 3.3.5.3.2. */
    public static final int WILDCARD = 0x02FF;

    private final int code;

    Dialect(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public boolean isAtLeast(Dialect other) {
        return compareTo(other) >= 0;
    }

    /** SMB 3.0, 3.0.2 or 3.1.1: what the specification calls the SMB 3.x dialect family. */
    public boolean isSmb3() {
        return isAtLeast(SMB_3_0);
    }

    /** Null for a number that is no dialect, which peers may offer. */
    public static @Nullable Dialect of(int code) {
        for (Dialect dialect : values()) {
            if (dialect.code == code) {
                return dialect;
            }
        }
        return null;
    }
}
