package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.nio.ByteBuffer;

/** The first four bytes of a frame, which say how to read the rest. */
public enum ProtocolId {
    /** 0xFF 'SMB': only its NEGOTIATE is understood. [MS-SMB2] 3.3.5.3.1. */
    SMB1(0x424D53FF),
    /** 0xFE 'SMB'. [MS-SMB2] 2.2.1. */
    SMB2(0x424D53FE),
    /** 0xFD 'SMB': an encrypted message. [MS-SMB2] 2.2.41. */
    TRANSFORM(0x424D53FD),
    /** 0xFC 'SMB': a compressed message. [MS-SMB2] 2.2.42. */
    COMPRESSION(0x424D53FC);

    private final int value;

    ProtocolId(int value) {
        this.value = value;
    }

    /** As a little-endian number. */
    public int value() {
        return value;
    }

    /** Looks at a frame without moving its position. */
    public static ProtocolId of(ByteBuffer frame) throws MalformedMessageException {
        int found = new WireReader(frame).i32();
        for (ProtocolId id : values()) {
            if (id.value == found) {
                return id;
            }
        }
        throw new MalformedMessageException("protocol id " + Integer.toHexString(found));
    }

    void expect(WireReader in) throws MalformedMessageException {
        int found = in.i32();
        if (found != value) {
            throw new MalformedMessageException("protocol id " + Integer.toHexString(found));
        }
    }
}
