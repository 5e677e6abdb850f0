package io.onehop.rpc.pdu;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.UUID;

/** An interface or a transfer syntax with its version. [MS-RPCE] 2.2.2.7, p_syntax_id_t. */
public record SyntaxId(UUID uuid, int major, int minor) {
    /** [MS-RPCE] 2.2.4.12. */
    public static final SyntaxId NDR32 =
            new SyntaxId(UUID.fromString("8a885d04-1ceb-11c9-9fe8-08002b104860"), 2, 0);

    /** [MS-RPCE] 2.2.5.1; never accepted here. */
    public static final SyntaxId NDR64 =
            new SyntaxId(UUID.fromString("71710533-beba-4937-8319-b5dbef9ccc36"), 1, 0);

    /** What a result carries that accepts no syntax. */
    public static final SyntaxId NONE = new SyntaxId(new UUID(0, 0), 0, 0);

    /** The client multiplexes security contexts. [MS-RPCE] 2.2.2.14. */
    public static final int SECURITY_CONTEXT_MULTIPLEXING = 1;

    /** The client keeps the connection after an orphaned packet. [MS-RPCE] 2.2.2.14. */
    public static final int KEEP_CONNECTION_ON_ORPHAN = 2;

    private static final long FEATURE_PREFIX = 0x6CB7_1C2C_9812_4540L;

    /** The pseudo syntax by which a client says which features it has. [MS-RPCE] 3.3.1.5.3. */
    public static SyntaxId features(int bits) {
        return new SyntaxId(new UUID(FEATURE_PREFIX, (long) bits << 56), 1, 0);
    }

    public boolean isFeatureNegotiation() {
        return uuid.getMostSignificantBits() == FEATURE_PREFIX && major == 1 && minor == 0;
    }

    /** The first octet of the feature bitmask, the only one with a meaning. */
    public int featureBits() {
        return (int) (uuid.getLeastSignificantBits() >>> 56);
    }

    /** Whether a server of this version serves a client that was built for another one. */
    public boolean serves(SyntaxId wanted) {
        return uuid.equals(wanted.uuid) && major == wanted.major && minor >= wanted.minor;
    }

    static SyntaxId decode(WireReader in) throws MalformedMessageException {
        return new SyntaxId(in.guid(), in.u16(), in.u16());
    }

    void encode(WireWriter out) {
        out.guid(uuid).u16(major).u16(minor);
    }
}
