package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-CMAC, RFC 4493, over the JDK's AES/CBC: the CBC chain starts at zero, its output is thrown
 * away, and only the last block, to which a subkey is added, gives the result.
 */
final class CmacEngine implements MacEngine {
    private static final int BLOCK_BYTES = 16;
    private static final int CHUNK_BYTES = 8 << 10;
    private static final int REDUCTION = 0x87;

    private final Cipher cbc;
    private final byte[] wholeBlockKey;
    private final byte[] partBlockKey;

    /** The last block so far: it waits until it is known whether more follows. */
    private final byte[] waiting = new byte[BLOCK_BYTES];

    private int waitingBytes;

    /** Of the last block. */
    private final byte[] result = new byte[2 * BLOCK_BYTES];

    CmacEngine(byte[] key) {
        try {
            cbc = Cipher.getInstance("AES/CBC/NoPadding");
            cbc.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new IvParameterSpec(new byte[BLOCK_BYTES]));
            wholeBlockKey = doubled(cbc.doFinal(new byte[BLOCK_BYTES]));
            partBlockKey = doubled(wholeBlockKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void begin(byte[] header) throws GeneralSecurityException {
        waitingBytes = 0;
        update(ByteBuffer.wrap(header));
    }

    @Override
    public void update(ByteBuffer bytes) throws GeneralSecurityException {
        while (bytes.hasRemaining()) {
            if (waitingBytes == BLOCK_BYTES) {
                cbc.update(waiting, 0, BLOCK_BYTES, result);
                waitingBytes = 0;
            }
            if (waitingBytes > 0 || bytes.remaining() <= BLOCK_BYTES) {
                int count = Math.min(BLOCK_BYTES - waitingBytes, bytes.remaining());
                bytes.get(waiting, waitingBytes, count);
                waitingBytes += count;
            } else {
                blocks(bytes, Math.min((bytes.remaining() - 1) & -BLOCK_BYTES, CHUNK_BYTES));
            }
        }
    }

    private void blocks(ByteBuffer bytes, int count) throws GeneralSecurityException {
        byte[] output = Scratch.take(count + BLOCK_BYTES);
        if (bytes.hasArray()) {
            cbc.update(bytes.array(), bytes.arrayOffset() + bytes.position(), count, output);
            bytes.position(bytes.position() + count);
        } else {
            byte[] input = Scratch.take(count);
            bytes.get(input, 0, count);
            cbc.update(input, 0, count, output);
            Scratch.give(input);
        }
        Scratch.give(output);
    }

    @Override
    public byte[] finish() throws GeneralSecurityException {
        byte[] subkey = wholeBlockKey;
        if (waitingBytes < BLOCK_BYTES) {
            waiting[waitingBytes] = (byte) 0x80;
            Arrays.fill(waiting, waitingBytes + 1, BLOCK_BYTES, (byte) 0);
            subkey = partBlockKey;
        }
        for (int i = 0; i < BLOCK_BYTES; i++) {
            waiting[i] ^= subkey[i];
        }
        waitingBytes = 0;
        int count = cbc.doFinal(waiting, 0, BLOCK_BYTES, result);
        return Arrays.copyOfRange(result, count - BLOCK_BYTES, count);
    }

    /** Multiplication by x in GF(2^128), in constant time. */
    private static byte[] doubled(byte[] block) {
        byte[] twice = new byte[BLOCK_BYTES];
        int carry = 0;
        for (int i = BLOCK_BYTES - 1; i >= 0; i--) {
            int shifted = ((block[i] & 0xFF) << 1) | carry;
            twice[i] = (byte) shifted;
            carry = shifted >>> 8;
        }
        twice[BLOCK_BYTES - 1] ^= (byte) (REDUCTION & -carry);
        return twice;
    }
}
