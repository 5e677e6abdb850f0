package io.onehop.wire.ntlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NtlmSecurityTest {
    private static final int FLAGS = NtlmFlags.REQUIRED | NtlmFlags.SIGN | NtlmFlags.SEAL;
    private static final byte[] KEY = "sixteen bytes!!!".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @ValueSource(ints = {FLAGS, FLAGS | NtlmFlags.KEY_EXCH})
    void protectsBothDirectionsInTheirOwnOrder(int flags) {
        NtlmSecurity client = new NtlmSecurity(NtlmSecurity.Role.CLIENT, flags, KEY);
        NtlmSecurity server = new NtlmSecurity(NtlmSecurity.Role.SERVER, flags, KEY);
        for (int i = 0; i < 5; i++) {
            transfers(client, server, "request " + i);
            transfers(client, server, "more");
            transfers(server, client, "response " + i);
        }
    }

    private static void transfers(NtlmSecurity from, NtlmSecurity to, String text) {
        // A header in the clear, a confidential body, a trailer in the clear: as in DCE/RPC.
        byte[] pdu = ("head " + text + " tail").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer whole = ByteBuffer.wrap(pdu.clone());
        ByteBuffer body = whole.slice(5, text.length());
        byte[] signature = from.seal(body, whole);
        assertThat(whole.slice(0, 5)).isEqualTo(ByteBuffer.wrap(pdu, 0, 5));
        assertThat(body).isNotEqualTo(ByteBuffer.wrap(pdu).slice(5, text.length()));
        assertThat(to.unseal(body, signature, whole.slice(0, 7), whole.slice(7, pdu.length - 7)))
                .isTrue();
        assertThat(whole.array()).isEqualTo(pdu);
        byte[] mic = from.sign(whole);
        assertThat(to.verify(mic, whole)).isTrue();
        assertThat(whole.position()).isZero();
    }

    @Test
    void refusesChangedReplayedAndReflectedMessages() {
        ByteBuffer message = ByteBuffer.wrap(KEY);
        byte[] first = security(NtlmSecurity.Role.CLIENT).sign(message);
        assertThat(security(NtlmSecurity.Role.CLIENT).verify(first, message)).isFalse();
        assertThat(security(NtlmSecurity.Role.SERVER).verify(new byte[0], message)).isFalse();
        assertThat(security(NtlmSecurity.Role.SERVER).verify(first, message.slice(0, 15)))
                .isFalse();
        NtlmSecurity server = security(NtlmSecurity.Role.SERVER);
        assertThat(server.verify(first, message)).isTrue();
        assertThat(server.verify(first, message)).isFalse();
    }

    @Test
    void restartsTheKeyStreamButNotTheNumbers() {
        ByteBuffer message = ByteBuffer.wrap(KEY);
        NtlmSecurity client = security(NtlmSecurity.Role.CLIENT);
        NtlmSecurity server = security(NtlmSecurity.Role.SERVER);
        assertThat(server.verify(client.sign(message), message)).isTrue();
        client.restartSending();
        server.restartReceiving();
        byte[] second = client.sign(message);
        assertThat(second[12]).isEqualTo((byte) 1);
        assertThat(server.verify(second, message)).isTrue();
    }

    @Test
    void wantsSigningOrSealing() {
        assertThatThrownBy(
                        () -> new NtlmSecurity(NtlmSecurity.Role.CLIENT, NtlmFlags.REQUIRED, KEY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static NtlmSecurity security(NtlmSecurity.Role role) {
        return new NtlmSecurity(role, FLAGS | NtlmFlags.KEY_EXCH, KEY);
    }
}
