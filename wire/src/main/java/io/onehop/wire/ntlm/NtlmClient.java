package io.onehop.wire.ntlm;

import io.onehop.base.FileTime;
import io.onehop.base.Limits;
import io.onehop.base.TimeSource;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The client's side of one handshake, NTLMv2 with a MIC. [MS-NLMP] 3.1.5.1. */
public final class NtlmClient {
    private static final int REQUESTED =
            NtlmFlags.REQUIRED
                    | NtlmFlags.REQUEST_TARGET
                    | NtlmFlags.SIGN
                    | NtlmFlags.SEAL
                    | NtlmFlags.NTLM
                    | NtlmFlags.ALWAYS_SIGN
                    | NtlmFlags.VERSION
                    | NtlmFlags.KEY_EXCH
                    | NtlmFlags.KEY_56;
    private static final int INSISTED =
            NtlmFlags.REQUIRED | NtlmFlags.SIGN | NtlmFlags.KEY_EXCH | NtlmFlags.TARGET_INFO;
    private static final int CHANNEL_BINDINGS_BYTES = 16;
    private static final int LM_RESPONSE_BYTES = 24;

    /** Who logs on, with the {@link NtHash} of the password. */
    public record Credentials(Identity identity, byte[] ntHash) {}

    /**
     * What the client believes to talk to.
     *
     * @param servicePrincipalName such as {@code cifs/host}, or null
     * @param channelBindingsHash MD5 of the channel bindings, or null
     */
    public record Target(
            @Nullable String servicePrincipalName, byte @Nullable [] channelBindingsHash) {
        public static final Target UNKNOWN = new Target(null, null);
    }

    /** What the server's challenge led to. */
    public sealed interface Result permits Authenticate, Refused {}

    /** Send this; the keys are valid if the server accepts. */
    public record Authenticate(byte[] token, byte[] sessionKey, int flags) implements Result {}

    public record Refused(Refusal reason) implements Result {}

    private final Credentials credentials;
    private final Target target;
    private final TimeSource time;
    private final RandomGenerator random;
    private final byte[] negotiate =
            new NegotiateMessage(new Negotiated(REQUESTED, Version.OURS), "", "").toBytes();

    /** One handshake; the generator must be a secure one. */
    public NtlmClient(
            Credentials credentials, Target target, TimeSource time, RandomGenerator random) {
        this.credentials = credentials;
        this.target = target;
        this.time = time;
        this.random = random;
    }

    /** The first token. */
    public byte[] negotiate() {
        return negotiate.clone();
    }

    /** Answers the server's CHALLENGE_MESSAGE. */
    public Result authenticate(byte[] challengeToken) {
        if (challengeToken.length > Limits.MAX_SECURITY_TOKEN_BYTES) {
            return new Refused(Refusal.MALFORMED);
        }
        try {
            ChallengeMessage challenge = ChallengeMessage.decode(new WireReader(challengeToken));
            AvPairs info = challenge.targetInfo();
            if (!challenge.negotiated().has(INSISTED)
                    || info.value(AvPair.NB_COMPUTER_NAME) == null
                    || info.value(AvPair.NB_DOMAIN_NAME) == null) {
                return new Refused(Refusal.WEAK_OPTIONS);
            }
            return answer(challengeToken, challenge);
        } catch (MalformedMessageException e) {
            return new Refused(Refusal.MALFORMED);
        }
    }

    private Result answer(byte[] challengeToken, ChallengeMessage challenge)
            throws MalformedMessageException {
        Identity identity = credentials.identity();
        byte[] clientChallenge =
                NtlmV2Response.clientChallenge(
                        timestamp(challenge.targetInfo()),
                        random(ChallengeMessage.CHALLENGE_BYTES),
                        clientPairs(challenge.targetInfo()));
        byte[] responseKey =
                NtlmCrypto.responseKey(credentials.ntHash(), identity.user(), identity.domain());
        byte[] proof = NtlmCrypto.proof(responseKey, challenge.serverChallenge(), clientChallenge);
        byte[] keyExchangeKey = NtlmCrypto.sessionBaseKey(responseKey, proof);
        byte[] sessionKey = random(NtlmCrypto.KEY_BYTES);
        // TARGET_INFO speaks of the challenge only.
        int flags = REQUESTED & (challenge.negotiated().flags() | NtlmFlags.REQUEST_TARGET);
        byte[] nt = new byte[proof.length + clientChallenge.length];
        System.arraycopy(proof, 0, nt, 0, proof.length);
        System.arraycopy(clientChallenge, 0, nt, proof.length, clientChallenge.length);
        byte[] token =
                new AuthenticateMessage(
                                new AuthenticateMessage.Responses(new byte[LM_RESPONSE_BYTES], nt),
                                identity,
                                NtlmCrypto.rc4(keyExchangeKey, sessionKey),
                                new Negotiated(flags, Version.OURS),
                                new byte[AuthenticateMessage.MIC_BYTES])
                        .toBytes();
        byte[] mic = NtlmCrypto.hmacMd5(sessionKey, negotiate, challengeToken, token);
        System.arraycopy(mic, 0, token, AuthenticateMessage.MIC_OFFSET, mic.length);
        return new Authenticate(token, sessionKey, flags);
    }

    /** The server's time, so that a wrong clock here does not matter. */
    private long timestamp(AvPairs targetInfo) throws MalformedMessageException {
        byte[] value = targetInfo.value(AvPair.TIMESTAMP);
        return value == null ? FileTime.of(time.now()) : new WireReader(value).i64();
    }

    private AvPairs clientPairs(AvPairs targetInfo) throws MalformedMessageException {
        byte[] bindings = target.channelBindingsHash();
        String name = target.servicePrincipalName();
        return targetInfo
                .withFlags(targetInfo.flags() | AvPair.FLAG_MIC)
                .with(
                        AvPair.CHANNEL_BINDINGS,
                        bindings == null ? new byte[CHANNEL_BINDINGS_BYTES] : bindings)
                .with(AvPair.TARGET_NAME, name == null ? "" : name);
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
