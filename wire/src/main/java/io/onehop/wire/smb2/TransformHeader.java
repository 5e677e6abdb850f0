package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * Precedes an encrypted message. [MS-SMB2] 2.2.41. The bytes from {@link #NONCE_OFFSET} on are what
 * the cipher authenticates besides the message.
 *
 * @param signature 16 bytes: the cipher's tag
 * @param nonce 16 bytes, of which CCM takes 11 and GCM 12
 * @param originalMessageSize in bytes, unsigned 32 bits
 * @param flags of SMB 3.1.1; EncryptionAlgorithm before
 */
public record TransformHeader(
        byte[] signature, byte[] nonce, long originalMessageSize, int flags, long sessionId) {
    public static final int LENGTH = 52;
    public static final int SIGNATURE_OFFSET = 4;
    public static final int NONCE_OFFSET = 20;
    public static final int NONCE_LENGTH = 16;
    public static final int FLAG_ENCRYPTED = 0x0001;

    public static TransformHeader decode(WireReader in) throws MalformedMessageException {
        ProtocolId.TRANSFORM.expect(in);
        byte[] signature = in.bytes(Header.SIGNATURE_LENGTH);
        byte[] nonce = in.bytes(NONCE_LENGTH);
        long originalMessageSize = in.u32();
        in.skip(2);
        return new TransformHeader(signature, nonce, originalMessageSize, in.u16(), in.i64());
    }

    public void encode(WireWriter out) {
        out.u32(ProtocolId.TRANSFORM.value()).bytes(signature).bytes(nonce);
        out.u32(originalMessageSize).u16(0).u16(flags).u64(sessionId);
    }
}
