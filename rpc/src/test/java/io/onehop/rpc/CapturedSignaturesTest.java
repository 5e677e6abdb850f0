package io.onehop.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.rpc.SecurityContext.Region;
import io.onehop.rpc.pdu.PduFrame;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.ntlm.NtHash;
import io.onehop.wire.ntlm.NtlmSecurity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * The signatures of a captured conversation at packet integrity with header signing: what they
 * cover and in which order, from the password on.
 */
class CapturedSignaturesTest {
    private static final byte[] NTLMSSP = "NTLMSSP\0\3".getBytes(StandardCharsets.US_ASCII);

    @Test
    void signsEveryPacketAsTheRealPeersDid()
            throws MalformedMessageException, GeneralSecurityException {
        List<Capture.Packet> packets = Capture.packets("witness-registerex-client-move", 1);
        byte[] authenticate = authenticateMessage(packets.get(2).bytes());
        byte[] sessionKey = sessionKey(authenticate);
        int flags = new WireReader(authenticate).window(60, 4).i32();
        NtlmSecurity client = security(NtlmSecurity.Role.CLIENT, flags, sessionKey);
        NtlmSecurity server = security(NtlmSecurity.Role.SERVER, flags, sessionKey);
        int checked = 0;
        for (Capture.Packet packet : packets) {
            PduFrame frame = PduFrame.decode(packet.bytes());
            if (!frame.header().type().isCallData()) {
                continue;
            }
            Region signed = new Region(0, frame.tokenOffset());
            ByteBuffer part = ByteBuffer.wrap(frame.bytes(), signed.offset(), signed.length());
            byte[] signature = (packet.fromClient() ? client : server).sign(part);
            assertThat(HexFormat.of().formatHex(signature))
                    .isEqualTo(
                            HexFormat.of().formatHex(Objects.requireNonNull(frame.auth()).token()));
            checked++;
        }
        assertThat(checked).isEqualTo(8);
    }

    /** A side whose mechListMIC has used up number zero. */
    private static NtlmSecurity security(NtlmSecurity.Role role, int flags, byte[] sessionKey) {
        NtlmSecurity security = new NtlmSecurity(role, flags, sessionKey);
        security.sign(ByteBuffer.allocate(1));
        security.restartSending();
        return security;
    }

    private static byte[] authenticateMessage(byte[] packet) throws MalformedMessageException {
        for (int at = 0; at < packet.length - NTLMSSP.length; at++) {
            if (Arrays.equals(packet, at, at + NTLMSSP.length, NTLMSSP, 0, NTLMSSP.length)) {
                return new WireReader(packet)
                        .window(at, packet.length - at)
                        .bytes(packet.length - at);
            }
        }
        throw new AssertionError("no AUTHENTICATE_MESSAGE");
    }

    /** [MS-NLMP] 3.3.2, 3.1.5.1.2. */
    private static byte[] sessionKey(byte[] message)
            throws MalformedMessageException, GeneralSecurityException {
        byte[] response = field(message, 20);
        String domain = text(field(message, 28));
        String user = text(field(message, 36));
        byte[] encrypted = field(message, 52);
        byte[] identity =
                (user.toUpperCase(Locale.ROOT) + domain).getBytes(StandardCharsets.UTF_16LE);
        byte[] responseKey = hmac(NtHash.of("Passw0rd!"), identity);
        byte[] keyExchangeKey = hmac(responseKey, Arrays.copyOf(response, 16));
        Cipher rc4 = Cipher.getInstance("ARCFOUR");
        rc4.init(Cipher.DECRYPT_MODE, new SecretKeySpec(keyExchangeKey, "ARCFOUR"));
        return rc4.doFinal(encrypted);
    }

    private static byte[] field(byte[] message, int at) throws MalformedMessageException {
        WireReader in = new WireReader(message);
        in.seek(at);
        int length = in.u16();
        in.u16();
        long offset = in.u32();
        return in.window(offset, length).bytes(length);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_16LE);
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(key, "HmacMD5"));
        return mac.doFinal(data);
    }
}
