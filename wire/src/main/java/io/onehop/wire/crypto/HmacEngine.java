package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256, RFC 2104. */
final class HmacEngine implements MacEngine {
    private final Mac mac;

    HmacEngine(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void begin(byte[] header) {
        mac.reset();
        mac.update(header);
    }

    @Override
    public void update(ByteBuffer bytes) {
        mac.update(bytes);
    }

    @Override
    public byte[] finish() {
        return mac.doFinal();
    }
}
