package io.onehop.wire.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.ntlm.CapturedLogon.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures and ciphertexts of smbclient and Samba, by the keys that the password gives. */
class CapturedTrafficTest {
    private static final int TRANSFORM = 0x424D53FD;

    @ParameterizedTest
    @CsvSource({
        "smbclient-202-signed, 0x202, HMAC_SHA256",
        "smbclient-210-signed, 0x210, HMAC_SHA256",
        "smbclient-300-signed, 0x300, AES_CMAC",
        "smbclient-311-signed-cmac, 0x311, AES_CMAC",
        "smbclient-311-signed, 0x311, AES_GMAC",
    })
    void verifiesEverySignature(String name, int dialect, SigningAlgorithm algorithm)
            throws MalformedMessageException {
        CapturedSession session = new CapturedSession(name);
        assertThat(session.dialect).isEqualTo(dialect);
        assertThat(session.signing).isEqualTo(algorithm);
        Signer signer = new Signer(algorithm, session.keys.signing());
        int verified = 0;
        for (Frame frame : session.frames) {
            for (ByteBuffer message : CapturedSession.messages(frame.bytes())) {
                if (CapturedSession.isSigned(message)) {
                    assertThat(signer.verify(message)).isTrue();
                    assertThat(message.position()).isZero();
                    ByteBuffer copy = ByteBuffer.allocateDirect(message.remaining());
                    copy.put(message.duplicate()).flip();
                    copy.put(Signer.SIGNATURE_OFFSET, new byte[Signer.SIGNATURE_BYTES]);
                    assertThat(signer.verify(copy)).isFalse();
                    signer.sign(
                            copy.slice(0, CapturedSession.HEADER_BYTES),
                            copy.slice(
                                    CapturedSession.HEADER_BYTES,
                                    copy.capacity() - CapturedSession.HEADER_BYTES));
                    assertThat(copy).isEqualTo(message);
                    verified++;
                }
            }
        }
        // All but NEGOTIATE, the SESSION_SETUP requests and the first response to them.
        assertThat(verified).isEqualTo(session.frames.size() - 5);
    }

    @ParameterizedTest
    @CsvSource({
        "smbclient-302-encrypted, 0x302, AES_128_CCM",
        "smbclient-311-encrypted-aes128gcm, 0x311, AES_128_GCM",
        "smbclient-311-encrypted-aes256gcm, 0x311, AES_256_GCM",
        "smbclient-311-encrypted-aes128ccm, 0x311, AES_128_CCM",
    })
    void opensEveryEncryptedFrame(String name, int dialect, CipherAlgorithm cipher)
            throws MalformedMessageException {
        CapturedSession session = new CapturedSession(name);
        assertThat(session.dialect).isEqualTo(dialect);
        assertThat(session.cipher).isEqualTo(cipher);
        FrameOpener server = new FrameOpener(cipher, session.keys.clientToServer());
        FrameOpener client = new FrameOpener(cipher, session.keys.serverToClient());
        int opened = 0;
        for (Frame frame : session.frames) {
            ByteBuffer bytes = ByteBuffer.wrap(frame.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.getInt(0) == TRANSFORM) {
                FrameOpener opener = frame.fromClient() ? server : client;
                ByteBuffer header = bytes.slice(0, FrameSealer.TRANSFORM_HEADER_BYTES);
                ByteBuffer sealed = bytes.slice(52, bytes.capacity() - 52);
                ByteBuffer plain = ByteBuffer.allocateDirect(sealed.remaining());
                assertThat(opener.open(header, sealed, plain)).isTrue();
                assertThat(plain.flip().getInt(0)).isEqualTo(0xFE534D42);
                resealed(session, cipher, header, plain);
                opened++;
            }
        }
        // All but NEGOTIATE and SESSION_SETUP.
        assertThat(opened).isEqualTo(session.frames.size() - 6);
    }

    @ParameterizedTest
    @CsvSource({
        "smbclient-302-encrypted",
        "smbclient-311-encrypted-aes128gcm",
        "smbclient-311-encrypted-aes256gcm",
        "smbclient-311-encrypted-aes128ccm",
    })
    void verifiesTheSignedEndOfSessionSetup(String name) throws MalformedMessageException {
        CapturedSession session = new CapturedSession(name);
        ByteBuffer response = ByteBuffer.wrap(session.frames.get(5).bytes());
        assertThat(CapturedSession.isSigned(response)).isTrue();
        assertThat(new Signer(session.signing, session.keys.signing()).verify(response)).isTrue();
    }

    private static void resealed(
            CapturedSession session, CipherAlgorithm cipher, ByteBuffer header, ByteBuffer plain) {
        byte[] key = session.keys.serverToClient();
        FrameSealer sealer = new FrameSealer(cipher, key, RandomGenerator.of("L64X128MixRandom"));
        ByteBuffer fresh = ByteBuffer.allocate(52).put(header.duplicate()).flip();
        ByteBuffer sealed = ByteBuffer.allocate(plain.remaining());
        sealer.seal(fresh, sealed, plain.slice(0, 64), plain.slice(64, plain.remaining() - 64));
        assertThat(new FrameOpener(cipher, key).open(fresh, sealed.flip(), sealed.duplicate()))
                .isTrue();
        assertThat(sealed).isEqualTo(plain);
    }
}
