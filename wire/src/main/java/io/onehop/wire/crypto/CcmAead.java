package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-CCM, NIST SP 800-38C, with an 11-byte nonce and a 16-byte tag, composed of the JDK's AES/CTR
 * (encryption) and AES/CBC (authentication). Both go over the message together, a chunk at a time,
 * so that it is in the first cache when the second pass comes.
 */
final class CcmAead implements Aead {
    private static final int BLOCK_BYTES = 16;
    private static final int CHUNK_BYTES = 8 << 10;
    private static final int NONCE_BYTES = 11;

    /** Bytes of the length field; with the nonce and the flags they fill a block. */
    private static final int LENGTH_BYTES = BLOCK_BYTES - 1 - NONCE_BYTES;

    private static final int FLAGS_COUNTER = LENGTH_BYTES - 1;
    private static final int FLAGS_FIRST_BLOCK =
            0x40 | (((TAG_BYTES - 2) / 2) << 3) | (LENGTH_BYTES - 1);

    private final Cipher ctr;
    private final Cipher cbc;
    private final SecretKeySpec key;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int blockBytes;

    /** The CBC chain's newest block. */
    private final byte[] last = new byte[BLOCK_BYTES];

    CcmAead(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        try {
            ctr = Cipher.getInstance("AES/CTR/NoPadding");
            cbc = Cipher.getInstance("AES/CBC/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] seal(byte[] nonce, byte[] associated, ByteBuffer output, ByteBuffer... inputs)
            throws GeneralSecurityException {
        long length = 0;
        for (ByteBuffer input : inputs) {
            length += input.remaining();
        }
        byte[] tagMask = begin(nonce, associated, length);
        byte[] plain = Scratch.take(CHUNK_BYTES);
        byte[] sealed = Scratch.take(CHUNK_BYTES);
        for (ByteBuffer input : inputs) {
            ByteBuffer left = input.duplicate();
            while (left.hasRemaining()) {
                int count = Math.min(left.remaining(), CHUNK_BYTES);
                left.get(plain, 0, count);
                authenticate(plain, count);
                whole(ctr.update(plain, 0, count, sealed), count);
                output.put(sealed, 0, count);
            }
        }
        Scratch.give(plain);
        Scratch.give(sealed);
        return tag(tagMask);
    }

    @Override
    public boolean open(
            byte[] nonce, byte[] associated, byte[] tag, ByteBuffer input, ByteBuffer output)
            throws GeneralSecurityException {
        ByteBuffer left = input.duplicate();
        int start = output.position();
        byte[] tagMask = begin(nonce, associated, left.remaining());
        byte[] plain = Scratch.take(CHUNK_BYTES);
        byte[] sealed = Scratch.take(CHUNK_BYTES);
        while (left.hasRemaining()) {
            int count = Math.min(left.remaining(), CHUNK_BYTES);
            left.get(sealed, 0, count);
            whole(ctr.update(sealed, 0, count, plain), count);
            authenticate(plain, count);
            output.put(plain, 0, count);
        }
        Scratch.give(plain);
        Scratch.give(sealed);
        if (MessageDigest.isEqual(tag, tag(tagMask))) {
            return true;
        }
        int end = output.position();
        output.position(start);
        while (output.position() < end) {
            output.put((byte) 0);
        }
        output.position(start);
        return false;
    }

    /** Starts both chains and returns the key stream's first block, which hides the tag. */
    private byte[] begin(byte[] nonce, byte[] associated, long length)
            throws GeneralSecurityException {
        if (nonce.length != NONCE_BYTES || associated.length >= 0xFF00) {
            throw new IllegalArgumentException("nonce or associated data of a wrong length");
        }
        byte[] counter = new byte[BLOCK_BYTES];
        counter[0] = FLAGS_COUNTER;
        System.arraycopy(nonce, 0, counter, 1, NONCE_BYTES);
        ctr.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
        cbc.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK_BYTES]));
        blockBytes = 0;
        byte[] first = counter.clone();
        first[0] = FLAGS_FIRST_BLOCK;
        ByteBuffer.wrap(first).putInt(1 + NONCE_BYTES, Math.toIntExact(length));
        authenticate(first, BLOCK_BYTES);
        byte[] prefix = {(byte) (associated.length >> 8), (byte) associated.length};
        authenticate(prefix, prefix.length);
        authenticate(associated, associated.length);
        pad();
        return ctr.update(new byte[BLOCK_BYTES]);
    }

    /** Puts bytes into the CBC chain; what does not fill a block waits. */
    private void authenticate(byte[] bytes, int length) throws GeneralSecurityException {
        int from = 0;
        if (blockBytes > 0) {
            from = Math.min(BLOCK_BYTES - blockBytes, length);
            System.arraycopy(bytes, 0, block, blockBytes, from);
            blockBytes += from;
            if (blockBytes < BLOCK_BYTES) {
                return;
            }
            chain(block, 0, BLOCK_BYTES);
        }
        int whole = (length - from) & -BLOCK_BYTES;
        if (whole > 0) {
            chain(bytes, from, whole);
        }
        blockBytes = length - from - whole;
        System.arraycopy(bytes, from + whole, block, 0, blockBytes);
    }

    /** Fills the waiting block with zeros. */
    private void pad() throws GeneralSecurityException {
        if (blockBytes > 0) {
            Arrays.fill(block, blockBytes, BLOCK_BYTES, (byte) 0);
            chain(block, 0, BLOCK_BYTES);
            blockBytes = 0;
        }
    }

    private void chain(byte[] bytes, int from, int length) throws GeneralSecurityException {
        byte[] discarded = Scratch.take(length + BLOCK_BYTES);
        int count = whole(cbc.update(bytes, from, length, discarded), length);
        System.arraycopy(discarded, count - BLOCK_BYTES, last, 0, BLOCK_BYTES);
        Scratch.give(discarded);
    }

    /** What a cipher keeps back would be missing, with what an array held before in its place. */
    private static int whole(int written, int count) {
        if (written != count) {
            throw new IllegalStateException("a cipher kept bytes back");
        }
        return count;
    }

    private byte[] tag(byte[] tagMask) throws GeneralSecurityException {
        pad();
        byte[] tag = last.clone();
        for (int i = 0; i < TAG_BYTES; i++) {
            tag[i] ^= tagMask[i];
        }
        return tag;
    }
}
