package io.onehop.wire.ntlm;

import io.onehop.base.FileTime;
import io.onehop.base.Limits;
import io.onehop.base.TimeSource;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one handshake. [MS-NLMP] 3.2.5.1.
 *
 * <p>Only NTLMv2 with Unicode, extended session security and 128 bits; no guests, and clients that
 * do not say who they are only where {@link Accounts#anonymous} lets them. An unknown user and a
 * wrong password get the same answer after the same work. The MIC is verified whenever the client
 * says that it sent one, which it says inside its proof.
 */
public final class NtlmServer {
    private static final int OFFERED =
            NtlmFlags.REQUIRED
                    | NtlmFlags.SIGN
                    | NtlmFlags.SEAL
                    | NtlmFlags.VERSION
                    | NtlmFlags.KEY_EXCH
                    | NtlmFlags.KEY_56;
    private static final int ALWAYS =
            NtlmFlags.REQUEST_TARGET
                    | NtlmFlags.NTLM
                    | NtlmFlags.ALWAYS_SIGN
                    | NtlmFlags.TARGET_INFO
                    | NtlmFlags.TARGET_TYPE_SERVER;

    /** An LM or NTLMv1 response is this long, every NTLMv2 response is longer. */
    private static final int NTLM_V1_BYTES = 24;

    /** MaxLifetime of a response. [MS-NLMP] 3.1.1.1, product note 39. */
    private static final long MAX_LIFETIME_UNITS = 36L * 3600 * 10_000_000;

    /** The server's names; what is empty is not sent, except for the NetBIOS names. */
    public record Names(
            String netbiosComputer, String netbiosDomain, String dnsComputer, String dnsDomain) {}

    /** Who may log on. */
    @FunctionalInterface
    public interface Accounts {
        /** The {@link NtHash} of an account (names of any case), or null if there is none. */
        byte @Nullable [] ntHash(String user, String domain);

        /** Whether clients may stay anonymous. */
        default boolean anonymous() {
            return false;
        }
    }

    /** What a step led to. */
    public sealed interface Result permits Challenge, Authenticated, Refused {}

    /** Send this and wait for the next token. */
    public record Challenge(byte[] token) implements Result {}

    /**
     * The client is who it says, or has said that it is nobody.
     *
     * @param sessionKey ExportedSessionKey, 16 bytes
     * @param flags what both sides agreed on, for {@link NtlmSecurity}
     * @param targetName the service principal name that the client wanted to reach, if it said so
     */
    public record Authenticated(
            Identity identity, byte[] sessionKey, int flags, @Nullable String targetName)
            implements Result {
        /** Whether the client did not say who it is: it has proven nothing, and has no secret. */
        public boolean isAnonymous() {
            return identity.user().isEmpty();
        }
    }

    public record Refused(Refusal reason) implements Result {}

    private sealed interface State permits AwaitNegotiate, AwaitAuthenticate, Finished {}

    private record AwaitNegotiate() implements State {}

    private record AwaitAuthenticate(byte[] negotiate, byte[] challenge, byte[] nonce, int flags)
            implements State {}

    private record Finished() implements State {}

    private final Names names;
    private final Accounts accounts;
    private final TimeSource time;
    private final RandomGenerator random;
    private State state = new AwaitNegotiate();

    /** One handshake; the generator must be a secure one. */
    public NtlmServer(Names names, Accounts accounts, TimeSource time, RandomGenerator random) {
        this.names = names;
        this.accounts = accounts;
        this.time = time;
        this.random = random;
    }

    /** Takes the client's next token. After Authenticated or Refused every token is refused. */
    public Result step(byte[] token) {
        State current = state;
        state = new Finished();
        if (token.length > Limits.MAX_SECURITY_TOKEN_BYTES) {
            return new Refused(Refusal.MALFORMED);
        }
        try {
            return switch (current) {
                case AwaitNegotiate ignored -> negotiate(token);
                case AwaitAuthenticate challenged -> authenticate(challenged, token);
                case Finished ignored -> new Refused(Refusal.MALFORMED);
            };
        } catch (MalformedMessageException e) {
            return new Refused(Refusal.MALFORMED);
        }
    }

    /** Whether a token is an NTLM message with no SPNEGO around it. */
    public static boolean isNtlm(byte[] token) {
        return Payload.isNtlm(token);
    }

    private Result negotiate(byte[] token) throws MalformedMessageException {
        NegotiateMessage message = NegotiateMessage.decode(new WireReader(token));
        if (!message.negotiated().has(NtlmFlags.REQUIRED)) {
            return new Refused(Refusal.WEAK_OPTIONS);
        }
        int flags = (message.negotiated().flags() & OFFERED) | ALWAYS;
        byte[] nonce = new byte[ChallengeMessage.CHALLENGE_BYTES];
        random.nextBytes(nonce);
        AvPairs targetInfo =
                AvPairs.NONE
                        .with(AvPair.NB_DOMAIN_NAME, names.netbiosDomain())
                        .with(AvPair.NB_COMPUTER_NAME, names.netbiosComputer());
        if (!names.dnsDomain().isEmpty()) {
            targetInfo = targetInfo.with(AvPair.DNS_DOMAIN_NAME, names.dnsDomain());
        }
        if (!names.dnsComputer().isEmpty()) {
            targetInfo = targetInfo.with(AvPair.DNS_COMPUTER_NAME, names.dnsComputer());
        }
        targetInfo = targetInfo.withTimestamp(FileTime.of(time.now()));
        byte[] challenge =
                new ChallengeMessage(
                                new Negotiated(
                                        flags,
                                        NtlmFlags.all(flags, NtlmFlags.VERSION)
                                                ? Version.OURS
                                                : Version.NONE),
                                nonce,
                                names.netbiosComputer(),
                                targetInfo)
                        .toBytes();
        state = new AwaitAuthenticate(token.clone(), challenge, nonce, flags);
        return new Challenge(challenge.clone());
    }

    private Result authenticate(AwaitAuthenticate challenged, byte[] token)
            throws MalformedMessageException {
        AuthenticateMessage message = AuthenticateMessage.decode(new WireReader(token));
        byte[] nt = message.responses().nt();
        if (message.identity().user().isEmpty() && nt.length == 0) {
            return anonymous(challenged, message);
        }
        if (nt.length <= NTLM_V1_BYTES) {
            return new Refused(Refusal.NOT_NTLMV2);
        }
        int flags = message.negotiated().flags() & challenged.flags();
        if (!NtlmFlags.all(flags, NtlmFlags.REQUIRED)) {
            return new Refused(Refusal.WEAK_OPTIONS);
        }
        NtlmV2Response response = NtlmV2Response.decode(nt);
        byte[] keyExchangeKey = prove(message.identity(), response, challenged.nonce());
        if (keyExchangeKey == null) {
            return new Refused(Refusal.LOGON_FAILURE);
        }
        byte[] sessionKey = exportedSessionKey(keyExchangeKey, flags, message);
        if (sessionKey == null) {
            return new Refused(Refusal.BAD_SESSION_KEY);
        }
        if ((response.pairs().flags() & AvPair.FLAG_MIC) != 0
                && !micIsRight(challenged, token, message.mic(), sessionKey)) {
            return new Refused(Refusal.BAD_MIC);
        }
        long age = FileTime.of(time.now()) - response.timestamp();
        if (age > MAX_LIFETIME_UNITS || age < -MAX_LIFETIME_UNITS) {
            return new Refused(Refusal.EXPIRED);
        }
        return new Authenticated(
                message.identity(), sessionKey, flags, response.pairs().text(AvPair.TARGET_NAME));
    }

    /**
     * A key exchange key of zeros stands for no secret, so how it is to be used does not matter:
     * Samba's clients take back what they offered for it. [MS-NLMP] 3.2.5.1.2
     */
    private Result anonymous(AwaitAuthenticate challenged, AuthenticateMessage message) {
        if (!accounts.anonymous()) {
            return new Refused(Refusal.ANONYMOUS);
        }
        int flags = message.negotiated().flags() & challenged.flags();
        byte[] sessionKey = exportedSessionKey(new byte[NtlmCrypto.KEY_BYTES], flags, message);
        return sessionKey == null
                ? new Refused(Refusal.BAD_SESSION_KEY)
                : new Authenticated(message.identity(), sessionKey, flags, null);
    }

    /**
     * The key exchange key, or null if the proof is wrong. Some clients leave the domain out of
     * their computation, so both are tried, always, for users that exist and for those that do not.
     */
    private byte @Nullable [] prove(Identity identity, NtlmV2Response response, byte[] nonce) {
        byte[] decoy = new byte[NtHash.BYTES];
        random.nextBytes(decoy);
        byte[] stored = accounts.ntHash(identity.user(), identity.domain());
        byte[] hash = stored == null ? decoy : stored;
        byte[] key = NtlmCrypto.responseKey(hash, identity.user(), identity.domain());
        byte[] bareKey = NtlmCrypto.responseKey(hash, identity.user(), "");
        boolean right = proves(key, response, nonce);
        boolean bareRight = proves(bareKey, response, nonce);
        byte[] sessionBaseKey = NtlmCrypto.sessionBaseKey(right ? key : bareKey, response.proof());
        return stored != null && (right || bareRight) ? sessionBaseKey : null;
    }

    private static boolean proves(byte[] responseKey, NtlmV2Response response, byte[] nonce) {
        return MessageDigest.isEqual(
                response.proof(), NtlmCrypto.proof(responseKey, nonce, response.clientChallenge()));
    }

    private static byte @Nullable [] exportedSessionKey(
            byte[] keyExchangeKey, int flags, AuthenticateMessage message) {
        byte[] encrypted = message.encryptedRandomSessionKey();
        if (!NtlmFlags.all(flags, NtlmFlags.KEY_EXCH)) {
            return keyExchangeKey;
        }
        if (encrypted.length == NtlmCrypto.KEY_BYTES) {
            return NtlmCrypto.rc4(keyExchangeKey, encrypted);
        }
        // Without signing and sealing there is nothing to exchange a key for.
        boolean protects = (flags & (NtlmFlags.SIGN | NtlmFlags.SEAL)) != 0;
        return encrypted.length == 0 && !protects ? keyExchangeKey : null;
    }

    private static boolean micIsRight(
            AwaitAuthenticate challenged, byte[] token, byte @Nullable [] mic, byte[] sessionKey) {
        if (mic == null) {
            return false;
        }
        byte[] unsigned = token.clone();
        System.arraycopy(
                new byte[AuthenticateMessage.MIC_BYTES],
                0,
                unsigned,
                AuthenticateMessage.MIC_OFFSET,
                AuthenticateMessage.MIC_BYTES);
        byte[] expected =
                NtlmCrypto.hmacMd5(
                        sessionKey, challenged.negotiate(), challenged.challenge(), unsigned);
        return MessageDigest.isEqual(mic, expected);
    }
}
