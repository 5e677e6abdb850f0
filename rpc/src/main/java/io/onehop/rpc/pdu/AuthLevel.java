package io.onehop.rpc.pdu;

import io.onehop.wire.MalformedMessageException;

/** How packets are protected. [MS-RPCE] 2.2.1.1.8. Call level is treated as packet level. */
public enum AuthLevel {
    NONE(1),
    CONNECT(2),
    CALL(3),
    PACKET(4),
    INTEGRITY(5),
    PRIVACY(6);

    private final int code;

    AuthLevel(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Whether every request and response carries a signature. */
    public boolean signs() {
        return compareTo(CALL) >= 0;
    }

    public boolean atLeast(AuthLevel other) {
        return compareTo(other) >= 0;
    }

    /** The level of a trailer; zero means the default, which is connect. */
    static AuthLevel of(int code) throws MalformedMessageException {
        if (code == 0) {
            return CONNECT;
        }
        for (AuthLevel level : values()) {
            if (level.code == code) {
                return level;
            }
        }
        throw new MalformedMessageException("authentication level " + code);
    }
}
