package io.onehop.wire.spnego;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.ntlm.NtlmClient;
import io.onehop.wire.ntlm.NtlmSecurity;
import io.onehop.wire.ntlm.Refusal;
import io.onehop.wire.spnego.NegToken.State;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The initiator. RFC 4178, 4.2 and 5; [MS-SPNG] 3.3. It offers NTLM alone, optimistically, always
 * sends a mechListMIC and always wants one back.
 */
public final class SpnegoClient {
    /** What a token led to. */
    public sealed interface Step permits Continue, Done, Refused {}

    /** Send the token and wait for the next. */
    public record Continue(byte[] token) implements Step {}

    /** The server has accepted and proved that it knows the session key. */
    public record Done(byte[] sessionKey, NtlmSecurity security) implements Step {}

    public record Refused(Refusal reason) implements Step {}

    private enum Phase {
        START,
        CHALLENGE,
        ACCEPT,
        FINISHED
    }

    private final NtlmClient ntlm;
    private final byte[] mechTypeList;
    private Phase phase = Phase.START;
    private NtlmClient.@Nullable Authenticate sent;
    private @Nullable NtlmSecurity security;

    public SpnegoClient(NtlmClient ntlm) {
        this.ntlm = ntlm;
        this.mechTypeList = first(null).mechTypeList();
    }

    /**
     * Takes the server's next token; the first is the hint of its NEGOTIATE response, or empty.
     * After Done or Refused every token is refused.
     */
    public Step step(byte[] token) {
        Phase current = phase;
        phase = Phase.FINISHED;
        try {
            return switch (current) {
                case START -> start(token);
                case CHALLENGE -> challenge(NegToken.decode(token));
                case ACCEPT -> accepted(NegToken.decode(token));
                case FINISHED -> new Refused(Refusal.MALFORMED);
            };
        } catch (MalformedMessageException e) {
            return new Refused(Refusal.MALFORMED);
        }
    }

    private Step start(byte[] hint) throws MalformedMessageException {
        if (hint.length > 0
                && !(NegToken.decode(hint) instanceof NegToken.Init offered
                        && offered.mechTypes().contains(NegToken.NTLMSSP))) {
            return new Refused(Refusal.NO_COMMON_MECHANISM);
        }
        phase = Phase.CHALLENGE;
        return new Continue(first(ntlm.negotiate()).toBytes());
    }

    private Step challenge(NegToken token) {
        if (!(token instanceof NegToken.Resp resp)) {
            return new Refused(Refusal.MALFORMED);
        }
        if (resp.state() == State.REJECT) {
            return new Refused(Refusal.REJECTED);
        }
        byte[] responseToken = resp.responseToken();
        if (responseToken == null
                || resp.state() == State.ACCEPT_COMPLETED
                || (resp.supportedMech() != null
                        && !NegToken.NTLMSSP.equals(resp.supportedMech()))) {
            return new Refused(Refusal.MALFORMED);
        }
        return switch (ntlm.authenticate(responseToken)) {
            case NtlmClient.Authenticate answer -> {
                NtlmSecurity keys =
                        new NtlmSecurity(
                                NtlmSecurity.Role.CLIENT, answer.flags(), answer.sessionKey());
                byte[] mic = keys.sign(ByteBuffer.wrap(mechTypeList));
                keys.restartSending();
                sent = answer;
                security = keys;
                phase = Phase.ACCEPT;
                yield new Continue(new NegToken.Resp(null, null, answer.token(), mic).toBytes());
            }
            case NtlmClient.Refused refused -> new Refused(refused.reason());
        };
    }

    private Step accepted(NegToken token) {
        NtlmSecurity keys = security;
        NtlmClient.Authenticate answer = sent;
        if (keys == null || answer == null || !(token instanceof NegToken.Resp resp)) {
            return new Refused(Refusal.MALFORMED);
        }
        if (resp.state() != State.ACCEPT_COMPLETED) {
            return new Refused(Refusal.REJECTED);
        }
        byte[] mic = resp.mechListMic();
        if (mic == null || !keys.verify(mic, ByteBuffer.wrap(mechTypeList))) {
            return new Refused(Refusal.BAD_MECH_LIST_MIC);
        }
        keys.restartReceiving();
        return new Done(answer.sessionKey(), keys);
    }

    private static NegToken.Init first(byte @Nullable [] mechToken) {
        return NegToken.Init.of(List.of(NegToken.NTLMSSP), mechToken, null);
    }
}
