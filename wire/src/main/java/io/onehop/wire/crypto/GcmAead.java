package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM, NIST SP 800-38D, by the JDK. */
final class GcmAead implements Aead {
    /** Scratch memory up to this size is kept between messages. */
    private static final int MAX_KEPT_BYTES = (1 << 20) + (4 << 10);

    private static final int CHUNK_BYTES = 16 << 10;

    private final Cipher gcm;
    private final SecretKeySpec key;
    private byte[] sealed = new byte[0];
    private byte[] plain = new byte[0];
    private byte[] plainChunk = new byte[0];
    private byte[] sealedChunk = new byte[0];

    GcmAead(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        try {
            gcm = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] seal(byte[] nonce, byte[] associated, ByteBuffer output, ByteBuffer... inputs)
            throws GeneralSecurityException {
        gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        gcm.updateAAD(associated);
        for (ByteBuffer input : inputs) {
            if (input.hasArray() && output.hasArray()) {
                gcm.update(input.duplicate(), output);
            } else {
                updateByChunks(input.duplicate(), output);
            }
        }
        byte[] last = gcm.doFinal();
        int rest = last.length - TAG_BYTES;
        output.put(last, 0, rest);
        return Arrays.copyOfRange(last, rest, last.length);
    }

    /** The JDK is at its best on arrays: direct memory goes through two that stay in the cache. */
    private void updateByChunks(ByteBuffer input, ByteBuffer output)
            throws GeneralSecurityException {
        if (plainChunk.length < CHUNK_BYTES && plainChunk.length < input.remaining()) {
            plainChunk = new byte[input.remaining() < 1024 ? 1024 : CHUNK_BYTES];
            sealedChunk = new byte[plainChunk.length + TAG_BYTES];
        }
        while (input.hasRemaining()) {
            int count = Math.min(input.remaining(), plainChunk.length);
            input.get(plainChunk, 0, count);
            output.put(sealedChunk, 0, gcm.update(plainChunk, 0, count, sealedChunk));
        }
    }

    @Override
    public boolean open(
            byte[] nonce, byte[] associated, byte[] tag, ByteBuffer input, ByteBuffer output)
            throws GeneralSecurityException {
        int length = input.remaining();
        // The JDK wants the tag behind the ciphertext, SMB has it in front: one copy brings both
        // together, and frees us from asking how input and output overlap.
        sealed = grown(sealed, length + TAG_BYTES);
        input.get(input.position(), sealed, 0, length);
        System.arraycopy(tag, 0, sealed, length, TAG_BYTES);
        gcm.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        gcm.updateAAD(associated);
        try {
            if (output.hasArray()) {
                int at = output.arrayOffset() + output.position();
                gcm.doFinal(sealed, 0, length + TAG_BYTES, output.array(), at);
                output.position(output.position() + length);
            } else {
                // In place the JDK would allocate the whole output first.
                plain = grown(plain, length);
                gcm.doFinal(sealed, 0, length + TAG_BYTES, plain, 0);
                output.put(plain, 0, length);
            }
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } finally {
            sealed = kept(sealed);
            plain = kept(plain);
        }
    }

    private static byte[] grown(byte[] scratch, int length) {
        return length <= scratch.length ? scratch : new byte[length];
    }

    private static byte[] kept(byte[] scratch) {
        return scratch.length <= MAX_KEPT_BYTES ? scratch : new byte[0];
    }
}
