package io.onehop.wire.ntlm;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.TimeSource;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NtlmHandshakeTest {
    private static final long SEED = 20_261_123;

    private final Handshake handshake = new Handshake();

    @Test
    void authenticatesAndAgreesOnAKey() {
        NtlmServer server = handshake.server();
        NtlmClient client = handshake.client();
        NtlmClient.Authenticate answer = answer(client, challenge(server, client.negotiate()));
        NtlmServer.Result result = server.step(answer.token());
        assertThat(result).isInstanceOf(NtlmServer.Authenticated.class);
        if (result instanceof NtlmServer.Authenticated authenticated) {
            assertThat(authenticated.identity()).isEqualTo(Handshake.TESTER);
            assertThat(authenticated.sessionKey()).isEqualTo(answer.sessionKey()).hasSize(16);
            assertThat(authenticated.targetName()).isEqualTo("cifs/sofs1");
            assertThat(authenticated.flags()).isEqualTo(answer.flags());
            assertThat(NtlmSecurity.protects(authenticated.flags())).isTrue();
        }
        assertThat(server.step(answer.token())).isEqualTo(refused(Refusal.MALFORMED));
    }

    @Test
    void givesTheSameAnswerForAWrongPasswordAndAnUnknownUser() {
        Identity nobody = new Identity("WORKGROUP", "nobody", "CLIENT1");
        assertThat(logon(handshake.client(Handshake.TESTER, "passw0rd!"), token -> token))
                .isEqualTo(refused(Refusal.LOGON_FAILURE));
        assertThat(logon(handshake.client(nobody, Handshake.PASSWORD), token -> token))
                .isEqualTo(refused(Refusal.LOGON_FAILURE));
    }

    @Test
    void takesUserNamesInAnyCaseAndAnEmptyDomain() {
        for (String user : new String[] {"TESTER", "tester", "TeStEr"}) {
            Identity identity = new Identity("", user, "");
            assertThat(logon(handshake.client(identity, Handshake.PASSWORD), token -> token))
                    .isInstanceOf(NtlmServer.Authenticated.class);
        }
    }

    @Test
    void takesAResponseThatWasComputedWithoutTheDomainAndHasNoMic()
            throws MalformedMessageException {
        NtlmServer server = handshake.server();
        NtlmClient client = handshake.client();
        ChallengeMessage challenge =
                ChallengeMessage.decode(new WireReader(challenge(server, client.negotiate())));
        byte[] info = Objects.requireNonNull(challenge.targetInfo().value(AvPair.TIMESTAMP));
        byte[] temp =
                NtlmV2Response.clientChallenge(
                        new WireReader(info).i64(), new byte[8], challenge.targetInfo());
        byte[] key = NtlmCrypto.responseKey(NtHash.of(Handshake.PASSWORD), "tester", "");
        byte[] proof = NtlmCrypto.proof(key, challenge.serverChallenge(), temp);
        byte[] nt = Arrays.copyOf(proof, proof.length + temp.length);
        System.arraycopy(temp, 0, nt, proof.length, temp.length);
        byte[] sessionKey = new byte[16];
        AuthenticateMessage message =
                new AuthenticateMessage(
                        new AuthenticateMessage.Responses(new byte[0], nt),
                        new Identity("ELSEWHERE", "tester", "W"),
                        NtlmCrypto.rc4(NtlmCrypto.sessionBaseKey(key, proof), sessionKey),
                        challenge.negotiated(),
                        null);
        NtlmServer.Result result = server.step(message.toBytes());
        assertThat(result).isInstanceOf(NtlmServer.Authenticated.class);
        assertThat(((NtlmServer.Authenticated) result).sessionKey()).isEqualTo(sessionKey);
    }

    @Test
    void refusesOldResponsesAndAnonymous() {
        assertThat(logon(handshake.client(), withResponse(new byte[24])))
                .isEqualTo(refused(Refusal.NOT_NTLMV2));
        assertThat(logon(handshake.client(), withResponse(new byte[0])))
                .isEqualTo(refused(Refusal.NOT_NTLMV2));
        assertThat(
                        logon(
                                handshake.client(),
                                changed(
                                        m ->
                                                new AuthenticateMessage(
                                                        new AuthenticateMessage.Responses(
                                                                new byte[1], new byte[0]),
                                                        new Identity("", "", ""),
                                                        new byte[0],
                                                        m.negotiated(),
                                                        m.mic()))))
                .isEqualTo(refused(Refusal.ANONYMOUS));
    }

    @Test
    void takesAnonymousClientsWhereTheyAreLetIn() {
        NtlmServer.Accounts open =
                new NtlmServer.Accounts() {
                    @Override
                    public byte @Nullable [] ntHash(String user, String domain) {
                        return NtHash.of(Handshake.PASSWORD);
                    }

                    @Override
                    public boolean anonymous() {
                        return true;
                    }
                };
        NtlmServer server =
                new NtlmServer(
                        new NtlmServer.Names("S", "S", "", ""),
                        open,
                        TimeSource.SYSTEM,
                        new Random(SEED));
        NtlmServer.Result challenge = server.step(handshake.client().negotiate());
        assertThat(challenge).isInstanceOf(NtlmServer.Challenge.class);
        byte[] exchanged = new byte[16];
        exchanged[3] = 7;
        AuthenticateMessage message =
                new AuthenticateMessage(
                        new AuthenticateMessage.Responses(new byte[1], new byte[0]),
                        new Identity("", "", "W"),
                        NtlmCrypto.rc4(new byte[16], exchanged),
                        new Negotiated(NtlmFlags.UNICODE | NtlmFlags.KEY_EXCH, Version.OURS),
                        null);
        NtlmServer.Result result = server.step(message.toBytes());
        assertThat(result).isInstanceOf(NtlmServer.Authenticated.class);
        assertThat(((NtlmServer.Authenticated) result).isAnonymous()).isTrue();
        assertThat(((NtlmServer.Authenticated) result).sessionKey()).isEqualTo(exchanged);
    }

    @Test
    void refusesAChangeOfAnyByteOfTheMessagesThatTheMicCovers() {
        Random random = new Random(SEED);
        System.out.println("seed " + SEED);
        for (int i = 0; i < 400; i++) {
            NtlmServer.Result result =
                    logon(
                            handshake.client(),
                            token -> {
                                byte[] copy = token.clone();
                                copy[random.nextInt(copy.length)] ^=
                                        (byte) (1 << random.nextInt(8));
                                return copy;
                            });
            assertThat(result).isInstanceOf(NtlmServer.Refused.class);
        }
    }

    @Test
    void refusesAnAuthenticationWhoseMicWasCutOut() {
        UnaryOperator<byte[]> cut =
                changed(
                        m ->
                                new AuthenticateMessage(
                                        m.responses(),
                                        m.identity(),
                                        m.encryptedRandomSessionKey(),
                                        m.negotiated(),
                                        null));
        assertThat(logon(handshake.client(), cut)).isEqualTo(refused(Refusal.BAD_MIC));
    }

    @Test
    void refusesANegotiationThatWasWeakened() {
        NtlmServer server = handshake.server();
        NtlmClient client = handshake.client();
        byte[] weakened = client.negotiate();
        weakened[12] &= ~NtlmFlags.SEAL;
        byte[] challenge = challenge(server, weakened);
        assertThat(server.step(answer(client, challenge).token()))
                .isEqualTo(refused(Refusal.BAD_MIC));
        byte[] without128 = client.negotiate();
        without128[15] &= ~(NtlmFlags.KEY_128 >>> 24);
        assertThat(handshake.server().step(without128)).isEqualTo(refused(Refusal.WEAK_OPTIONS));
    }

    @Test
    void wantsAKeyWhenKeyExchangeWasNegotiated() {
        UnaryOperator<byte[]> without =
                changed(
                        m ->
                                new AuthenticateMessage(
                                        m.responses(),
                                        m.identity(),
                                        new byte[0],
                                        m.negotiated(),
                                        m.mic()));
        assertThat(logon(handshake.client(), without)).isEqualTo(refused(Refusal.BAD_SESSION_KEY));
    }

    @Test
    void refusesAResponseThatWaitedTooLong() {
        assertThat(
                        logon(
                                handshake.client(),
                                token -> {
                                    handshake.advance(Duration.ofHours(37));
                                    return token;
                                }))
                .isEqualTo(refused(Refusal.EXPIRED));
    }

    @Test
    void refusesEveryTruncationWithoutAnException() {
        byte[] negotiate = handshake.client().negotiate();
        for (int length = 0; length < negotiate.length; length++) {
            assertThat(handshake.server().step(Arrays.copyOf(negotiate, length)))
                    .isEqualTo(refused(Refusal.MALFORMED));
        }
        int tokenLength =
                answer(handshake.client(), challenge(handshake.server(), negotiate)).token().length;
        for (int length = 0; length < tokenLength; length++) {
            int cut = length;
            assertThat(logon(handshake.client(), token -> Arrays.copyOf(token, cut)))
                    .isEqualTo(refused(Refusal.MALFORMED));
        }
        byte[] challenge = challenge(handshake.server(), negotiate);
        for (int length = 0; length < challenge.length; length++) {
            assertThat(handshake.client().authenticate(Arrays.copyOf(challenge, length)))
                    .isEqualTo(new NtlmClient.Refused(Refusal.MALFORMED));
        }
        assertThat(handshake.server().step(new byte[70_000])).isEqualTo(refused(Refusal.MALFORMED));
    }

    @Test
    void recognizesTheCapturedLogons() throws MalformedMessageException {
        byte[][] tokens = tokens("smbclient-311-signed");
        assertThat(CapturedLogon.proves(tokens[1], tokens[2], CapturedLogon.PASSWORD)).isTrue();
        assertThat(CapturedLogon.proves(tokens[1], tokens[2], "Passw0rd?")).isFalse();
        byte[][] wrong = tokens("smbclient-wrong-password");
        assertThat(CapturedLogon.proves(wrong[1], wrong[2], CapturedLogon.PASSWORD)).isFalse();

        AuthenticateMessage message = AuthenticateMessage.decode(new WireReader(tokens[2]));
        assertThat(message.identity().user()).isEqualTo("tester");
        byte[] unsigned = tokens[2].clone();
        Arrays.fill(unsigned, 72, 88, (byte) 0);
        byte[] key = CapturedLogon.sessionKey(tokens[2], CapturedLogon.PASSWORD);
        assertThat(message.mic())
                .isEqualTo(NtlmCrypto.hmacMd5(key, tokens[0], tokens[1], unsigned));
    }

    @Test
    void answersTheCapturedChallengeOfSamba() throws MalformedMessageException {
        byte[] challenge = tokens("smbclient-311-signed")[1];
        NtlmClient.Authenticate answer = answer(handshake.client(), challenge);
        assertThat(CapturedLogon.proves(challenge, answer.token(), Handshake.PASSWORD)).isTrue();
        assertThat(CapturedLogon.sessionKey(answer.token(), Handshake.PASSWORD))
                .isEqualTo(answer.sessionKey());
    }

    private static byte[][] tokens(String name) throws MalformedMessageException {
        byte[][] tokens = new byte[3][];
        for (int i = 0; i < 3; i++) {
            tokens[i] = CapturedLogon.ntlmToken(CapturedLogon.frames(name).get(2 + i));
        }
        return tokens;
    }

    private NtlmServer.Result logon(NtlmClient client, UnaryOperator<byte[]> onTheWay) {
        NtlmServer server = handshake.server();
        byte[] challenge = challenge(server, client.negotiate());
        return server.step(onTheWay.apply(answer(client, challenge).token()));
    }

    private static byte[] challenge(NtlmServer server, byte[] negotiate) {
        return ((NtlmServer.Challenge) server.step(negotiate)).token();
    }

    private static NtlmClient.Authenticate answer(NtlmClient client, byte[] challenge) {
        return (NtlmClient.Authenticate) client.authenticate(challenge);
    }

    private static UnaryOperator<byte[]> withResponse(byte[] nt) {
        return changed(
                m ->
                        new AuthenticateMessage(
                                new AuthenticateMessage.Responses(new byte[24], nt),
                                m.identity(),
                                m.encryptedRandomSessionKey(),
                                m.negotiated(),
                                m.mic()));
    }

    private static UnaryOperator<byte[]> changed(UnaryOperator<AuthenticateMessage> change) {
        return token -> {
            try {
                return change.apply(AuthenticateMessage.decode(new WireReader(token))).toBytes();
            } catch (MalformedMessageException e) {
                throw new AssertionError(e);
            }
        };
    }

    private static NtlmServer.Refused refused(Refusal reason) {
        return new NtlmServer.Refused(reason);
    }
}
