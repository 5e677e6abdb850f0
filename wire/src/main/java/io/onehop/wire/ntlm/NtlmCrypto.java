package io.onehop.wire.ntlm;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The functions of [MS-NLMP] 3.3.2, 3.4.5 and 6. */
final class NtlmCrypto {
    static final int KEY_BYTES = 16;

    private NtlmCrypto() {}

    static byte[] hmacMd5(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key, "HmacMD5"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] md5(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key stream from its beginning. */
    static Cipher rc4(byte[] key) {
        try {
            Cipher cipher = Cipher.getInstance("ARCFOUR");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RC4K: with a fresh key stream. */
    static byte[] rc4(byte[] key, byte[] data) {
        return rc4(key).update(data);
    }

    /** NTOWFv2 from the stored hash instead of the password. */
    static byte[] responseKey(byte[] ntHash, String user, String domain) {
        return hmacMd5(ntHash, Payload.unicode(upcase(user)), Payload.unicode(domain));
    }

    static byte[] proof(byte[] responseKey, byte[] serverChallenge, byte[] clientChallenge) {
        return hmacMd5(responseKey, serverChallenge, clientChallenge);
    }

    static byte[] sessionBaseKey(byte[] responseKey, byte[] proof) {
        return hmacMd5(responseKey, proof);
    }

    /** Character by character, as Windows does: no letter becomes two. */
    private static String upcase(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = Character.toUpperCase(chars[i]);
        }
        return new String(chars);
    }
}
