package io.onehop.wire.spnego;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.ntlm.CapturedLogon;
import io.onehop.wire.ntlm.CapturedLogon.Frame;
import io.onehop.wire.ntlm.Handshake;
import io.onehop.wire.ntlm.NtlmClient;
import io.onehop.wire.ntlm.NtlmSecurity;
import io.onehop.wire.ntlm.Refusal;
import io.onehop.wire.spnego.NegToken.State;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpnegoTest {
    private static final String KERBEROS = "1.2.840.113554.1.2.2";
    private static final long SEED = 20_261_124;

    private final Handshake handshake = new Handshake();

    @Test
    void authenticatesWithMicsInBothDirections() {
        SpnegoServer server = new SpnegoServer(handshake.server());
        SpnegoClient client = new SpnegoClient(handshake.client());
        byte[] init = token(client.step(SpnegoServer.hint()));
        byte[] challenge = token(server.step(init));
        byte[] answer = token(client.step(challenge));
        SpnegoServer.Done accepted = (SpnegoServer.Done) server.step(answer);
        SpnegoClient.Done done = (SpnegoClient.Done) client.step(accepted.token());
        assertThat(accepted.client().identity()).isEqualTo(Handshake.TESTER);
        assertThat(accepted.client().sessionKey()).isEqualTo(done.sessionKey());
        ByteBuffer message = ByteBuffer.wrap(init);
        NtlmSecurity security = Objects.requireNonNull(accepted.security());
        assertThat(done.security().verify(security.sign(message), message)).isTrue();
        assertThat(security.verify(done.security().sign(message), message)).isTrue();
        assertThat(server.step(answer)).isInstanceOf(SpnegoServer.Refused.class);
        assertThat(client.step(accepted.token()))
                .isEqualTo(new SpnegoClient.Refused(Refusal.MALFORMED));
    }

    @Test
    void startsWithoutAHint() {
        assertThat(new SpnegoClient(handshake.client()).step(new byte[0]))
                .isInstanceOf(SpnegoClient.Continue.class);
    }

    @Test
    void takesNtlmWithoutSpnego() {
        SpnegoServer server = new SpnegoServer(handshake.server());
        NtlmClient client = handshake.client();
        byte[] challenge = token(server.step(client.negotiate()));
        NtlmClient.Authenticate answer = answer(client, challenge);
        SpnegoServer.Done done = (SpnegoServer.Done) server.step(answer.token());
        assertThat(done.token()).isEmpty();
        assertThat(done.client().sessionKey()).isEqualTo(answer.sessionKey());
    }

    @Test
    void requiresAMicWhenAnotherMechanismWasPreferred() throws MalformedMessageException {
        for (boolean withMic : new boolean[] {true, false}) {
            SpnegoServer server = new SpnegoServer(handshake.server());
            NtlmClient client = handshake.client();
            NegToken.Init init =
                    NegToken.Init.of(
                            List.of(KERBEROS, NegToken.NTLMSSP), new byte[] {1, 2, 3}, null);
            NegToken.Resp chosen = resp(token(server.step(init.toBytes())));
            assertThat(chosen.state()).isEqualTo(State.REQUEST_MIC);
            assertThat(chosen.supportedMech()).isEqualTo(NegToken.NTLMSSP);
            assertThat(chosen.responseToken()).isNull();
            NegToken.Resp challenge =
                    resp(
                            token(
                                    server.step(
                                            new NegToken.Resp(null, null, client.negotiate(), null)
                                                    .toBytes())));
            byte[] inner = Objects.requireNonNull(challenge.responseToken());
            NtlmClient.Authenticate answer = answer(client, inner);
            NtlmSecurity keys =
                    new NtlmSecurity(NtlmSecurity.Role.CLIENT, answer.flags(), answer.sessionKey());
            byte[] mic = withMic ? keys.sign(ByteBuffer.wrap(init.mechTypeList())) : null;
            SpnegoServer.Step end =
                    server.step(new NegToken.Resp(null, null, answer.token(), mic).toBytes());
            if (withMic) {
                NegToken.Resp accepted = resp(((SpnegoServer.Done) end).token());
                assertThat(accepted.state()).isEqualTo(State.ACCEPT_COMPLETED);
                assertThat(accepted.mechListMic()).isNotNull();
            } else {
                assertThat(reason(end)).isEqualTo(Refusal.BAD_MECH_LIST_MIC);
            }
        }
    }

    @Test
    void refusesAWrongMechListMic() throws MalformedMessageException {
        SpnegoServer server = new SpnegoServer(handshake.server());
        SpnegoClient client = new SpnegoClient(handshake.client());
        byte[] challenge = token(server.step(token(client.step(new byte[0]))));
        byte[] answer = token(client.step(challenge));
        byte[] changed = Objects.requireNonNull(resp(answer).mechListMic()).clone();
        changed[5] ^= 1;
        NegToken.Resp forged = new NegToken.Resp(null, null, resp(answer).responseToken(), changed);
        assertThat(reason(server.step(forged.toBytes()))).isEqualTo(Refusal.BAD_MECH_LIST_MIC);
        assertThat(
                        client.step(
                                new NegToken.Resp(State.ACCEPT_COMPLETED, null, null, null)
                                        .toBytes()))
                .isEqualTo(new SpnegoClient.Refused(Refusal.BAD_MECH_LIST_MIC));
    }

    @Test
    void acceptsAClientThatPrefersNtlmAndSendsNoMic() throws MalformedMessageException {
        SpnegoServer server = new SpnegoServer(handshake.server());
        SpnegoClient client = new SpnegoClient(handshake.client());
        byte[] challenge = token(server.step(token(client.step(new byte[0]))));
        byte[] inner = resp(token(client.step(challenge))).responseToken();
        SpnegoServer.Step end = server.step(new NegToken.Resp(null, null, inner, null).toBytes());
        assertThat(resp(((SpnegoServer.Done) end).token()).mechListMic()).isNull();
    }

    @Test
    void saysWhyItRefuses() throws MalformedMessageException {
        SpnegoServer other = new SpnegoServer(handshake.server());
        SpnegoServer.Step end =
                other.step(NegToken.Init.of(List.of(KERBEROS), new byte[1], null).toBytes());
        assertThat(reason(end)).isEqualTo(Refusal.NO_COMMON_MECHANISM);
        assertThat(resp(((SpnegoServer.Refused) end).token()).state()).isEqualTo(State.REJECT);

        SpnegoServer server = new SpnegoServer(handshake.server());
        SpnegoClient client = new SpnegoClient(handshake.client(Handshake.TESTER, "wrong"));
        byte[] answer = token(client.step(token(server.step(token(client.step(new byte[0]))))));
        SpnegoServer.Step refused = server.step(answer);
        assertThat(reason(refused)).isEqualTo(Refusal.LOGON_FAILURE);
        assertThat(client.step(((SpnegoServer.Refused) refused).token()))
                .isEqualTo(new SpnegoClient.Refused(Refusal.REJECTED));
    }

    @Test
    void refusesEveryTruncationAndSurvivesEveryChange() {
        SpnegoServer first = new SpnegoServer(handshake.server());
        SpnegoClient client = new SpnegoClient(handshake.client());
        byte[] init = token(client.step(SpnegoServer.hint()));
        byte[] answer = token(client.step(token(first.step(init))));
        for (byte[] whole : new byte[][] {SpnegoServer.hint(), init, answer}) {
            for (int length = 0; length < whole.length; length++) {
                assertThat(refuses(Arrays.copyOf(whole, length))).isTrue();
                SpnegoServer fresh = new SpnegoServer(handshake.server());
                assertThat(reason(fresh.step(Arrays.copyOf(whole, length))))
                        .isEqualTo(Refusal.MALFORMED);
            }
        }
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 3000; i++) {
            byte[] changed = (i % 2 == 0 ? init : answer).clone();
            changed[random.nextInt(i % 3 == 0 ? changed.length : 60)] = (byte) random.nextInt(256);
            assertThat(new SpnegoServer(handshake.server()).step(changed)).isNotNull();
        }
        assertThat(refuses(new byte[100_000])).isTrue();
    }

    @Test
    void refusesDeepNestingWithoutOverflowingTheStack() {
        ByteArrayOutputStream nested = new ByteArrayOutputStream();
        for (int i = 0; i < 15_000; i++) {
            int left = 60_000 - 4 * (i + 1);
            nested.writeBytes(
                    new byte[] {(byte) 0xA0, (byte) 0x82, (byte) (left >> 8), (byte) left});
        }
        assertThat(refuses(nested.toByteArray())).isTrue();
        byte[] indefinite = new byte[60_000];
        for (int i = 0; i < indefinite.length; i += 2) {
            indefinite[i] = 0x60;
            indefinite[i + 1] = (byte) 0x80;
        }
        assertThat(refuses(indefinite)).isTrue();
    }

    @Test
    void writesTheHintAndReadsTheTokensOfSamba() throws MalformedMessageException {
        List<Frame> frames = CapturedLogon.frames("smbclient-311-signed");
        String hint = HexFormat.of().formatHex(SpnegoServer.hint());
        assertThat(HexFormat.of().formatHex(frames.get(1).bytes())).contains(hint);
        for (Frame frame : frames.subList(2, 6)) {
            byte[] captured = CapturedLogon.securityToken(frame);
            assertThat(NegToken.decode(captured).toBytes()).isEqualTo(captured);
        }
    }

    /** DCE/RPC over TCP: the MICs of the negotiation, then the integrity of every PDU. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void verifiesTheWitnessCapture(boolean asServer) throws MalformedMessageException {
        List<Frame> pdus = CapturedLogon.frames("witness-registerex-client-move");
        byte[] init = CapturedLogon.rpcToken(pdus.get(0));
        byte[] answer = CapturedLogon.rpcToken(pdus.get(2));
        byte[] sessionKey =
                CapturedLogon.sessionKey(CapturedTokens.ntlm(answer), CapturedLogon.PASSWORD);
        NtlmSecurity.Role role = asServer ? NtlmSecurity.Role.SERVER : NtlmSecurity.Role.CLIENT;
        NtlmSecurity security = new NtlmSecurity(role, 0x62088215, sessionKey);
        ByteBuffer mechTypeList =
                ByteBuffer.wrap(((NegToken.Init) NegToken.decode(init)).mechTypeList());
        byte[] clientMic = Objects.requireNonNull(resp(answer).mechListMic());
        byte[] serverMic =
                Objects.requireNonNull(resp(CapturedLogon.rpcToken(pdus.get(3))).mechListMic());
        assertThat(security.verify(asServer ? clientMic : serverMic, mechTypeList)).isTrue();
        security.restartReceiving();
        assertThat(security.sign(mechTypeList)).isEqualTo(asServer ? serverMic : clientMic);
        security.restartSending();
        int protectedPdus = 0;
        for (Frame pdu : pdus.subList(4, pdus.size())) {
            byte[] signature = CapturedLogon.rpcToken(pdu);
            ByteBuffer signed =
                    ByteBuffer.wrap(pdu.bytes(), 0, pdu.bytes().length - signature.length);
            if (pdu.fromClient() == asServer) {
                assertThat(security.verify(signature, signed)).isTrue();
            } else {
                assertThat(security.sign(signed)).isEqualTo(signature);
            }
            protectedPdus++;
        }
        assertThat(protectedPdus).isEqualTo(8);
    }

    private static boolean refuses(byte[] token) {
        try {
            NegToken.decode(token);
            return false;
        } catch (MalformedMessageException e) {
            return true;
        }
    }

    private static NegToken.Resp resp(byte[] token) throws MalformedMessageException {
        return (NegToken.Resp) NegToken.decode(token);
    }

    private static byte[] token(SpnegoServer.Step step) {
        return ((SpnegoServer.Continue) step).token();
    }

    private static byte[] token(SpnegoClient.Step step) {
        return ((SpnegoClient.Continue) step).token();
    }

    private static NtlmClient.Authenticate answer(NtlmClient client, byte[] challenge) {
        return (NtlmClient.Authenticate) client.authenticate(challenge);
    }

    private static Refusal reason(SpnegoServer.Step step) {
        return ((SpnegoServer.Refused) step).reason();
    }
}
