package io.onehop.wire.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyDerivationTest {
    private static final HexFormat HEX = HexFormat.of();

    /** The SMB 3.0 example that Microsoft's protocol team published. */
    @Test
    void derivesThePublishedSigningKeyOfSmb30() {
        byte[] key = SessionKeys.smb30SigningKey(HEX.parseHex("7cd451825d0450d235424e44ba6e78cc"));
        assertThat(HEX.formatHex(key)).isEqualTo("0b7e9c5cac36c0f6ea9ab275298cedce");
    }

    @Test
    void derivesByCounterModeWithHmacSha256() throws GeneralSecurityException {
        byte[] key = HEX.parseHex("000102030405060708090a0b0c0d0e0f");
        byte[] label = "label\0".getBytes(StandardCharsets.US_ASCII);
        byte[] context = {9, 8, 7};
        for (int length : new int[] {16, 32}) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(new byte[] {0, 0, 0, 1});
            mac.update(label);
            mac.update((byte) 0);
            mac.update(context);
            mac.update(ByteBuffer.allocate(4).putInt(8 * length).array());
            assertThat(KeyDerivation.derive(key, label, context, length))
                    .isEqualTo(Arrays.copyOf(mac.doFinal(), length));
        }
    }

    @Test
    void usesTheFullKeyForLongCiphersOnly() {
        byte[] full = HEX.parseHex("000102030405060708090a0b0c0d0e0f".repeat(2));
        byte[] half = Arrays.copyOf(full, 16);
        PreauthHash preauth = PreauthHash.START.then(ByteBuffer.wrap(full));
        SessionKeys ofFull = SessionKeys.smb311(full, preauth, CipherAlgorithm.AES_256_GCM);
        SessionKeys ofHalf = SessionKeys.smb311(half, preauth, CipherAlgorithm.AES_256_GCM);
        assertThat(ofFull.signing()).isEqualTo(ofHalf.signing()).hasSize(16);
        assertThat(ofFull.application()).isEqualTo(ofHalf.application()).hasSize(16);
        assertThat(ofFull.clientToServer()).isNotEqualTo(ofHalf.clientToServer()).hasSize(32);
        assertThat(SessionKeys.smb311(full, preauth, CipherAlgorithm.AES_128_GCM).serverToClient())
                .isEqualTo(
                        SessionKeys.smb311(half, preauth, CipherAlgorithm.AES_128_CCM)
                                .serverToClient())
                .hasSize(16);
    }

    @Test
    void chainsMessagesGivenInParts() throws GeneralSecurityException {
        byte[] message = "whole message".getBytes(StandardCharsets.US_ASCII);
        MessageDigest digest = MessageDigest.getInstance("SHA-512");
        digest.update(new byte[64]);
        byte[] expected = digest.digest(message);
        assertThat(
                        PreauthHash.START
                                .then(
                                        ByteBuffer.wrap(message, 0, 5),
                                        ByteBuffer.wrap(message, 5, 8))
                                .value())
                .isEqualTo(expected);
        assertThat(PreauthHash.START.value()).containsOnly(new byte[1]);
    }
}
