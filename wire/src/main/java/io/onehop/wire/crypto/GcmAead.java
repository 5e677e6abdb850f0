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
    private static final int CHUNK_BYTES = 16 << 10;

    private final Cipher gcm;
    private final SecretKeySpec key;

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
        int chunk = Math.min(input.remaining(), CHUNK_BYTES);
        byte[] plain = Scratch.take(chunk);
        byte[] sealed = Scratch.take(chunk + TAG_BYTES);
        while (input.hasRemaining()) {
            int count = Math.min(input.remaining(), chunk);
            input.get(plain, 0, count);
            output.put(sealed, 0, gcm.update(plain, 0, count, sealed));
        }
        Scratch.give(plain);
        Scratch.give(sealed);
    }

    @Override
    public boolean open(
            byte[] nonce, byte[] associated, byte[] tag, ByteBuffer input, ByteBuffer output)
            throws GeneralSecurityException {
        int length = input.remaining();
        // The JDK wants the tag behind the ciphertext, SMB has it in front: one copy brings both
        // together, and frees us from asking how input and output overlap.
        byte[] sealed = Scratch.take(length + TAG_BYTES);
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
                byte[] plain = Scratch.take(length);
                gcm.doFinal(sealed, 0, length + TAG_BYTES, plain, 0);
                output.put(plain, 0, length);
                Scratch.give(plain);
            }
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } finally {
            Scratch.give(sealed);
        }
    }
}
