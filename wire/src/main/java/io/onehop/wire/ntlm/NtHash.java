package io.onehop.wire.ntlm;

import org.bouncycastle.crypto.digests.MD4Digest;

/** NTOWFv1: what an account database keeps of a password. [MS-NLMP] 3.3.1. */
public final class NtHash {
    public static final int BYTES = 16;

    private NtHash() {}

    /** MD4 of the password in UTF-16LE. */
    public static byte[] of(String password) {
        byte[] text = Payload.unicode(password);
        MD4Digest md4 = new MD4Digest();
        md4.update(text, 0, text.length);
        byte[] hash = new byte[BYTES];
        md4.doFinal(hash, 0);
        return hash;
    }
}
