package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.KDFCounterBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KDFCounterParameters;

/** [MS-SMB2] 3.1.4.2: SP 800-108 in counter mode with HMAC-SHA256. */
public final class KeyDerivation {
    private static final int COUNTER_BITS = 32;

    private KeyDerivation() {}

    /** A key of {@code lengthBytes} (16 or 32) from a key, a label and a context. */
    public static byte[] derive(byte[] key, byte[] label, byte[] context, int lengthBytes) {
        byte[] fixed =
                ByteBuffer.allocate(label.length + 1 + context.length + Integer.BYTES)
                        .put(label)
                        .put((byte) 0)
                        .put(context)
                        .putInt(8 * lengthBytes)
                        .array();
        KDFCounterBytesGenerator generator =
                new KDFCounterBytesGenerator(new HMac(new SHA256Digest()));
        generator.init(new KDFCounterParameters(key, fixed, COUNTER_BITS));
        byte[] derived = new byte[lengthBytes];
        generator.generateBytes(derived, 0, lengthBytes);
        return derived;
    }

    /** Derivation with a label that carries its terminating zero on the wire's account. */
    static byte[] derive(byte[] key, String label, byte[] context, int lengthBytes) {
        return derive(key, terminated(label), context, lengthBytes);
    }

    static byte[] terminated(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
