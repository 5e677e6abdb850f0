package io.onehop.wire.spnego;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.ntlm.NtlmSecurity;
import io.onehop.wire.ntlm.NtlmServer;
import io.onehop.wire.ntlm.Refusal;
import io.onehop.wire.spnego.NegToken.State;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor. RFC 4178, 4.2 and 5; [MS-SPNG] 3.2. It has NTLM alone to offer, and takes NTLM
 * without SPNEGO around it too, as Windows does.
 *
 * <pre>
 * START -- NegTokenInit, NTLM preferred ---> NTLM -- NegTokenResp ... ---> FINISHED
 * START -- NegTokenInit, NTLM second    ---> NTLM (mechListMIC required)
 * START -- NTLMSSP message              ---> RAW  -- NTLMSSP message ----> FINISHED
 * </pre>
 *
 * Anything else leads to FINISHED with a refusal.
 */
public final class SpnegoServer {
    private static final String HINT_NAME = "not_defined_in_RFC4178@please_ignore";

    /** What a token led to. */
    public sealed interface Step permits Continue, Done, Refused {}

    /** Send the token and wait for the next. */
    public record Continue(byte[] token) implements Step {}

    /**
     * The client is authenticated.
     *
     * @param token to be sent with the success; empty for NTLM without SPNEGO
     * @param security the message security that goes on from here (DCE/RPC), or null if the client
     *     negotiated neither signing nor sealing
     */
    public record Done(
            byte[] token, NtlmServer.Authenticated client, @Nullable NtlmSecurity security)
            implements Step {}

    /** Not authenticated; the token, which may be empty, may be sent with the failure. */
    public record Refused(Refusal reason, byte[] token) implements Step {}

    private enum Phase {
        START,
        NTLM,
        RAW,
        FINISHED
    }

    private final NtlmServer ntlm;
    private Phase phase = Phase.START;
    private byte[] mechTypeList = {};
    private boolean micRequired;
    private boolean mechAnnounced;

    public SpnegoServer(NtlmServer ntlm) {
        this.ntlm = ntlm;
    }

    /** The NegTokenInit2 for the NEGOTIATE response. [MS-SPNG] 3.2.5.2. */
    public static byte[] hint() {
        return NegToken.Init.of(List.of(NegToken.NTLMSSP), null, HINT_NAME).toBytes();
    }

    /** Takes the client's next token. After Done or Refused every token is refused. */
    public Step step(byte[] token) {
        Phase current = phase;
        phase = Phase.FINISHED;
        try {
            return switch (current) {
                case START -> NtlmServer.isNtlm(token) ? raw(token) : start(NegToken.decode(token));
                case NTLM -> proceed(NegToken.decode(token));
                case RAW -> raw(token);
                case FINISHED -> refused(Refusal.MALFORMED);
            };
        } catch (MalformedMessageException e) {
            return refused(Refusal.MALFORMED);
        }
    }

    private Step raw(byte[] token) {
        return switch (ntlm.step(token)) {
            case NtlmServer.Challenge challenge -> {
                phase = Phase.RAW;
                yield new Continue(challenge.token());
            }
            case NtlmServer.Authenticated client -> new Done(new byte[0], client, security(client));
            case NtlmServer.Refused refused -> new Refused(refused.reason(), new byte[0]);
        };
    }

    private Step start(NegToken token) {
        if (!(token instanceof NegToken.Init init)) {
            return refused(Refusal.MALFORMED);
        }
        int position = init.mechTypes().indexOf(NegToken.NTLMSSP);
        if (position < 0) {
            return refused(Refusal.NO_COMMON_MECHANISM);
        }
        mechTypeList = init.mechTypeList();
        micRequired = position > 0;
        byte[] mechToken = init.mechToken();
        if (position == 0 && mechToken != null) {
            return accept(mechToken, init.mechListMic());
        }
        // An optimistic token belongs to the mechanism that we do not have.
        phase = Phase.NTLM;
        mechAnnounced = true;
        State state = micRequired ? State.REQUEST_MIC : State.ACCEPT_INCOMPLETE;
        return new Continue(new NegToken.Resp(state, NegToken.NTLMSSP, null, null).toBytes());
    }

    private Step proceed(NegToken token) {
        if (token instanceof NegToken.Resp resp) {
            byte[] responseToken = resp.responseToken();
            if (responseToken != null && resp.state() != State.REJECT) {
                return accept(responseToken, resp.mechListMic());
            }
        }
        return refused(Refusal.MALFORMED);
    }

    private Step accept(byte[] mechToken, byte @Nullable [] mic) {
        return switch (ntlm.step(mechToken)) {
            case NtlmServer.Challenge challenge -> {
                phase = Phase.NTLM;
                String mech = mechAnnounced ? null : NegToken.NTLMSSP;
                mechAnnounced = true;
                yield new Continue(
                        new NegToken.Resp(State.ACCEPT_INCOMPLETE, mech, challenge.token(), null)
                                .toBytes());
            }
            case NtlmServer.Authenticated client -> complete(client, mic);
            case NtlmServer.Refused refused -> refused(refused.reason());
        };
    }

    private Step complete(NtlmServer.Authenticated client, byte @Nullable [] mic) {
        NtlmSecurity security = security(client);
        byte[] answer = null;
        if (mic != null) {
            ByteBuffer list = ByteBuffer.wrap(mechTypeList);
            if (security == null || !security.verify(mic, list)) {
                return refused(Refusal.BAD_MECH_LIST_MIC);
            }
            security.restartReceiving();
            answer = security.sign(list);
            security.restartSending();
        } else if (micRequired) {
            return refused(Refusal.BAD_MECH_LIST_MIC);
        }
        return new Done(
                new NegToken.Resp(State.ACCEPT_COMPLETED, null, null, answer).toBytes(),
                client,
                security);
    }

    private static @Nullable NtlmSecurity security(NtlmServer.Authenticated client) {
        return NtlmSecurity.protects(client.flags())
                ? new NtlmSecurity(NtlmSecurity.Role.SERVER, client.flags(), client.sessionKey())
                : null;
    }

    private static Refused refused(Refusal reason) {
        return new Refused(reason, new NegToken.Resp(State.REJECT, null, null, null).toBytes());
    }
}
