package io.onehop.wire.ntlm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signing and sealing of messages after authentication, with extended session security. [MS-NLMP]
 * 3.4. Each direction has its key stream and its sequence number, so messages must be signed in the
 * order in which they are sent and verified in the order in which they arrive. After a false
 * verification the context is of no more use. One thread at a time.
 */
public final class NtlmSecurity {
    public static final int SIGNATURE_BYTES = 16;
    private static final int SIGNATURE_VERSION = 1;
    private static final int CHECKSUM_BYTES = 8;

    /** Which side we are. */
    public enum Role {
        CLIENT("client-to-server"),
        SERVER("server-to-client");

        private final String direction;

        Role(String direction) {
            this.direction = direction;
        }

        private Role other() {
            return switch (this) {
                case CLIENT -> SERVER;
                case SERVER -> CLIENT;
            };
        }
    }

    private final Direction sending;
    private final Direction receiving;

    /**
     * A context whose messages start at number zero.
     *
     * @param flags as agreed, with SIGN or SEAL
     */
    public NtlmSecurity(Role role, int flags, byte[] sessionKey) {
        if (!protects(flags)) {
            throw new IllegalArgumentException("neither signing nor sealing was negotiated");
        }
        this.sending = new Direction(role, flags, sessionKey);
        this.receiving = new Direction(role.other(), flags, sessionKey);
    }

    /** Whether flags allow a context: 128 bits, extended session security, and SIGN or SEAL. */
    public static boolean protects(int flags) {
        return NtlmFlags.all(flags, NtlmFlags.REQUIRED)
                && (flags & (NtlmFlags.SIGN | NtlmFlags.SEAL)) != 0;
    }

    /** GSS_GetMIC: the signature of the next message, given in parts whose positions stay. */
    public byte[] sign(ByteBuffer... message) {
        byte[] checksum = sending.checksum(message);
        return sending.signature(checksum);
    }

    /** GSS_VerifyMIC: whether this is the signature of the next message that was sent to us. */
    public boolean verify(byte[] signature, ByteBuffer... message) {
        byte[] checksum = receiving.checksum(message);
        return MessageDigest.isEqual(signature, receiving.signature(checksum));
    }

    /**
     * GSS_Wrap: signs the next message, then encrypts part of it where it lies.
     *
     * @param confidential what is encrypted from position to limit; may be part of the message
     * @param message all that is signed, as plaintext, in parts
     */
    public byte[] seal(ByteBuffer confidential, ByteBuffer... message) {
        byte[] checksum = sending.checksum(message);
        sending.stream(confidential);
        return sending.signature(checksum);
    }

    /** GSS_Unwrap: decrypts where it lies, then verifies; the reverse of {@link #seal}. */
    public boolean unseal(ByteBuffer confidential, byte[] signature, ByteBuffer... message) {
        receiving.stream(confidential);
        return verify(signature, message);
    }

    /**
     * Starts the key stream of what we send again, as SPNEGO does after its mechListMIC; the
     * sequence number goes on. [MS-SPNG] 3.2.5.1, 3.3.5.1.
     */
    public void restartSending() {
        sending.restart();
    }

    /** The same for what we receive. */
    public void restartReceiving() {
        receiving.restart();
    }

    /** The keys and counters of one direction. */
    private static final class Direction {
        private final byte[] sealingKey;
        private final boolean encryptsChecksum;
        private final Mac mac;
        private Cipher rc4;
        private int sequenceNumber;

        Direction(Role sender, int flags, byte[] sessionKey) {
            byte[] signingKey = key(sessionKey, sender, "signing");
            sealingKey = key(sessionKey, sender, "sealing");
            encryptsChecksum = NtlmFlags.all(flags, NtlmFlags.KEY_EXCH);
            rc4 = NtlmCrypto.rc4(sealingKey);
            try {
                mac = Mac.getInstance("HmacMD5");
                mac.init(new SecretKeySpec(signingKey, "HmacMD5"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** SIGNKEY and SEALKEY for 128 bits. [MS-NLMP] 3.4.5.2, 3.4.5.3. */
        private static byte[] key(byte[] sessionKey, Role sender, String purpose) {
            String magic =
                    "session key to " + sender.direction + " " + purpose + " key magic constant\0";
            return NtlmCrypto.md5(sessionKey, magic.getBytes(StandardCharsets.US_ASCII));
        }

        byte[] checksum(ByteBuffer... message) {
            mac.update(littleEndian(sequenceNumber));
            for (ByteBuffer part : message) {
                mac.update(part.duplicate());
            }
            return Arrays.copyOf(mac.doFinal(), CHECKSUM_BYTES);
        }

        byte[] signature(byte[] checksum) {
            byte[] sent = encryptsChecksum ? rc4.update(checksum) : checksum;
            byte[] signature =
                    ByteBuffer.allocate(SIGNATURE_BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(SIGNATURE_VERSION)
                            .put(sent)
                            .putInt(sequenceNumber)
                            .array();
            sequenceNumber++;
            return signature;
        }

        void stream(ByteBuffer confidential) {
            byte[] bytes = new byte[confidential.remaining()];
            if (bytes.length > 0) {
                confidential.get(confidential.position(), bytes);
                confidential.put(confidential.position(), rc4.update(bytes));
            }
        }

        void restart() {
            rc4 = NtlmCrypto.rc4(sealingKey);
        }

        private static byte[] littleEndian(int value) {
            return ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array();
        }
    }
}
