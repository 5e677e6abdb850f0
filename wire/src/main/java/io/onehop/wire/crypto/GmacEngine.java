package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GMAC, RFC 4543: AES/GCM that encrypts nothing and authenticates the message. The nonce comes
 * from the header. [MS-SMB2] 3.1.4.1.
 */
final class GmacEngine implements MacEngine {
    private static final int COMMAND_OFFSET = 12;
    private static final int FLAGS_OFFSET = 16;
    private static final int MESSAGE_ID_OFFSET = 24;
    private static final int CANCEL = 0x000C;
    private static final int SERVER_TO_REDIR = 1;
    private static final int FROM_SERVER = 1;
    private static final int IS_CANCEL = 2;

    /** A bit of the nonce that no message sets. */
    private static final int UNUSED = 4;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int CHUNK_BYTES = 8 << 10;

    private final Cipher gcm;
    private final SecretKeySpec key;
    private final ByteBuffer nonce =
            ByteBuffer.allocate(NONCE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long lastMessageId;
    private int lastBits = UNUSED;

    /**
     * @param gcm the cipher AES/GCM/NoPadding of any provider
     */
    GmacEngine(Cipher gcm, byte[] key) {
        this.gcm = gcm;
        this.key = new SecretKeySpec(key, "AES");
    }

    /** The last 4 bytes of a message's nonce. */
    private static int bits(ByteBuffer header) {
        return ((header.getInt(FLAGS_OFFSET) & SERVER_TO_REDIR) != 0 ? FROM_SERVER : 0)
                | (header.getShort(COMMAND_OFFSET) == CANCEL ? IS_CANCEL : 0);
    }

    @Override
    public void begin(byte[] header) throws GeneralSecurityException {
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        long messageId = fields.getLong(MESSAGE_ID_OFFSET);
        int bits = bits(fields);
        if (messageId == lastMessageId && bits == lastBits) {
            // A message may be verified twice; ciphers refuse the same nonce twice in a row.
            init(messageId, bits | UNUSED);
        }
        init(messageId, bits);
        lastMessageId = messageId;
        lastBits = bits;
        gcm.updateAAD(header);
    }

    private void init(long messageId, int bits) throws GeneralSecurityException {
        nonce.putLong(0, messageId).putInt(8, bits);
        gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce.array()));
    }

    @Override
    public void update(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            int at = bytes.arrayOffset() + bytes.position();
            gcm.updateAAD(bytes.array(), at, bytes.remaining());
            bytes.position(bytes.limit());
            return;
        }
        int most = Math.min(bytes.remaining(), CHUNK_BYTES);
        byte[] chunk = Scratch.take(most);
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), most);
            bytes.get(chunk, 0, count);
            gcm.updateAAD(chunk, 0, count);
        }
        Scratch.give(chunk);
    }

    @Override
    public byte[] finish() throws GeneralSecurityException {
        return gcm.doFinal();
    }
}
