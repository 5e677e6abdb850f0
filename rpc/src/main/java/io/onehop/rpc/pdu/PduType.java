package io.onehop.rpc.pdu;

import io.onehop.wire.MalformedMessageException;

/** The kinds of connection-oriented packets. [C706] 12.6.4.3, [MS-RPCE] 2.2.2.10. */
public enum PduType {
    REQUEST(0),
    RESPONSE(2),
    FAULT(3),
    BIND(11),
    BIND_ACK(12),
    BIND_NAK(13),
    ALTER_CONTEXT(14),
    ALTER_CONTEXT_RESP(15),
    AUTH3(16),
    SHUTDOWN(17),
    CO_CANCEL(18),
    ORPHANED(19);

    private final int code;

    PduType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Whether the trailer of this packet is aligned to 16 bytes and its token is a signature. */
    public boolean isCallData() {
        return this == REQUEST || this == RESPONSE;
    }

    static PduType of(int code) throws MalformedMessageException {
        for (PduType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new MalformedMessageException("packet type " + code);
    }
}
