package io.onehop.wire.crypto;

import java.util.Arrays;

/**
 * The keys of a session. [MS-SMB2] 3.3.5.5.3 (server), 3.2.5.3.1 (client).
 *
 * @param signing Session.SigningKey, 16 bytes
 * @param application Session.ApplicationKey, 16 bytes
 * @param clientToServer encrypts what the client sends: the server's DecryptionKey
 * @param serverToClient encrypts what the server sends: the server's EncryptionKey
 */
public record SessionKeys(
        byte[] signing, byte[] application, byte[] clientToServer, byte[] serverToClient) {
    private static final int KEY_BYTES = 16;

    /** Dialects 3.0 and 3.0.2, which encrypt with AES-128-CCM. */
    public static SessionKeys smb30(byte[] sessionKey) {
        return new SessionKeys(
                smb30SigningKey(sessionKey),
                smb30(sessionKey, "SMB2APP", "SmbRpc"),
                smb30(sessionKey, "SMB2AESCCM", "ServerIn "),
                smb30(sessionKey, "SMB2AESCCM", "ServerOut"));
    }

    /**
     * Dialect 3.1.1; the hash has taken in everything up to the last SESSION_SETUP request. A
     * longer key than 16 bytes counts in full for the 256-bit ciphers only.
     */
    public static SessionKeys smb311(byte[] fullKey, PreauthHash preauth, CipherAlgorithm cipher) {
        byte[] context = preauth.value();
        int cipherKeyBytes = cipher.keyBytes();
        byte[] sessionKey = sessionKey(fullKey);
        byte[] cipherBase = cipherKeyBytes > KEY_BYTES ? fullKey : sessionKey;
        return new SessionKeys(
                smb311SigningKey(sessionKey, preauth),
                KeyDerivation.derive(sessionKey, "SMBAppKey", context, KEY_BYTES),
                KeyDerivation.derive(cipherBase, "SMBC2SCipherKey", context, cipherKeyBytes),
                KeyDerivation.derive(cipherBase, "SMBS2CCipherKey", context, cipherKeyBytes));
    }

    /** The signing key of a session or of a channel that is bound to one, 3.0 and 3.0.2. */
    public static byte[] smb30SigningKey(byte[] sessionKey) {
        return smb30(sessionKey, "SMB2AESCMAC", "SmbSign");
    }

    /** The signing key of a session or of a channel that is bound to one, 3.1.1. */
    public static byte[] smb311SigningKey(byte[] sessionKey, PreauthHash preauth) {
        return KeyDerivation.derive(
                sessionKey(sessionKey), "SMBSigningKey", preauth.value(), KEY_BYTES);
    }

    private static byte[] smb30(byte[] sessionKey, String label, String context) {
        return KeyDerivation.derive(
                sessionKey(sessionKey), label, KeyDerivation.terminated(context), KEY_BYTES);
    }

    /** Session.SessionKey: the first 16 bytes, or fewer and zeros behind them. */
    private static byte[] sessionKey(byte[] fullKey) {
        return Arrays.copyOf(fullKey, KEY_BYTES);
    }
}
