package io.onehop.rpc.pdu;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;

/** The fields that every packet begins with. [C706] 12.6.3.1. */
public record PduHeader(PduType type, int flags, int fragLength, int authLength, int callId) {
    public static final int BYTES = 16;

    public static final int FIRST_FRAG = 0x01;
    public static final int LAST_FRAG = 0x02;

    /** In bind, alter_context, their answers and auth3. [MS-RPCE] 2.2.2.3. */
    public static final int SUPPORT_HEADER_SIGN = 0x04;

    public static final int CONC_MPX = 0x10;
    public static final int DID_NOT_EXECUTE = 0x20;
    public static final int OBJECT_UUID = 0x80;

    /** One fragment that is a whole call. */
    public static final int SINGLE = FIRST_FRAG | LAST_FRAG;

    static final int VERSION = 5;

    /** Little-endian, ASCII, IEEE: the only data representation that is understood. */
    static final int DATA_REPRESENTATION = 0x0000_0010;

    /** Reads the header; lengths are checked against the limit, not yet against the bytes. */
    public static PduHeader decode(WireReader in) throws MalformedMessageException {
        int major = in.u8();
        int minor = in.u8();
        if (major != VERSION || minor > 1) {
            throw new MalformedMessageException("RPC version " + major + "." + minor);
        }
        PduType type = PduType.of(in.u8());
        int flags = in.u8();
        int representation = in.i32();
        if ((representation & 0xFFFF) != DATA_REPRESENTATION) {
            throw new MalformedMessageException("data representation " + representation);
        }
        int fragLength = in.u16();
        int authLength = in.u16();
        if (fragLength < BYTES || fragLength > Limits.MAX_RPC_FRAGMENT_BYTES) {
            throw new MalformedMessageException("fragment of " + fragLength + " bytes");
        }
        if (authLength != 0 && BYTES + AuthTrailer.BYTES + authLength > fragLength) {
            throw new MalformedMessageException("authentication of " + authLength + " bytes");
        }
        return new PduHeader(type, flags, fragLength, authLength, in.i32());
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
