package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GMAC as {@link GmacEngine} has it, by {@link Ghash}: the message passes through a small array
 * that stays in the cache, and nothing is allocated that grows with it.
 */
final class GhashEngine implements MacEngine {
    private static final int CHUNK_BYTES = 8 << 10;
    private static final int COUNTER_OFFSET = 12;
    private static final int FIRST_CHUNK_BYTES = 512;

    private final Cipher aes;
    private final Ghash hash;

    /** Grows with the messages: most sessions have small ones, and there are many sessions. */
    private byte[] chunk = new byte[FIRST_CHUNK_BYTES];

    private int chunkBytes;
    private long messageBytes;

    /** The block whose encryption hides the hash: the nonce and a counter of 1. */
    private final ByteBuffer first =
            ByteBuffer.allocate(Ghash.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    GhashEngine(byte[] key) {
        try {
            aes = Cipher.getInstance("AES/ECB/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            hash = new Ghash(aes.doFinal(new byte[Ghash.BLOCK_BYTES]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        first.put(COUNTER_OFFSET + 3, (byte) 1);
    }

    @Override
    public void begin(byte[] header) throws GeneralSecurityException {
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        first.putLong(0, GmacEngine.messageId(fields)).putInt(8, GmacEngine.bits(fields));
        if (messageBytes != 0) {
            // A message before this one was given up.
            hash.digest();
        }
        chunkBytes = 0;
        messageBytes = 0;
        update(ByteBuffer.wrap(header));
    }

    @Override
    public void update(ByteBuffer bytes) throws GeneralSecurityException {
        messageBytes += bytes.remaining();
        if (chunk.length < CHUNK_BYTES && bytes.remaining() > chunk.length - chunkBytes) {
            chunk = Arrays.copyOf(chunk, bytes.remaining() < 4096 ? 4096 : CHUNK_BYTES);
        }
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), chunk.length - chunkBytes);
            bytes.get(chunk, chunkBytes, count);
            chunkBytes += count;
            if (chunkBytes == chunk.length) {
                hash.update(chunk, chunkBytes);
                chunkBytes = 0;
            }
        }
    }

    @Override
    public byte[] finish() throws GeneralSecurityException {
        while (chunkBytes % Ghash.BLOCK_BYTES != 0) {
            chunk[chunkBytes++] = 0;
        }
        hash.update(chunk, chunkBytes);
        ByteBuffer lengths = ByteBuffer.allocate(Ghash.BLOCK_BYTES).putLong(0, 8 * messageBytes);
        hash.update(lengths.array(), Ghash.BLOCK_BYTES);
        messageBytes = 0;
        byte[] tag = hash.digest();
        byte[] mask = aes.doFinal(first.array());
        for (int i = 0; i < tag.length; i++) {
            tag[i] ^= mask[i];
        }
        return tag;
    }
}
