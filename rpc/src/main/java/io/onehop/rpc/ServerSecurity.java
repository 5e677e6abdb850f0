package io.onehop.rpc;

import io.onehop.base.Limits;
import io.onehop.rpc.SecurityContext.Outcome;
import io.onehop.rpc.SecurityContext.Step;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.rpc.pdu.AuthTrailer;
import io.onehop.rpc.pdu.Pdu.BindNak;
import io.onehop.rpc.pdu.PduFrame;
import io.onehop.rpc.pdu.PduHeader;
import io.onehop.wire.MalformedMessageException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The security contexts of one server connection by their ids. [MS-RPCE] 3.3.1.5.2, 3.3.1.5.4. On
 * the connection's executor.
 */
final class ServerSecurity {
    /** What a request is allowed to be, after its protection was checked. */
    record Admission(AuthLevel level, RpcCaller caller, @Nullable PacketProtection protection) {}

    /**
     * The answer to a leg: a trailer for the answering packet or null, or a reason to refuse.
     *
     * @param refusal a reason of bind_nak, or -1
     */
    record Leg(@Nullable AuthTrailer answer, int refusal) {
        boolean refused() {
            return refusal >= 0;
        }
    }

    private record Entry(
            SecurityContext context,
            AuthTrailer first,
            PacketProtection protection,
            Outcome state) {
        Entry with(Outcome outcome) {
            return new Entry(context, first, protection, outcome);
        }
    }

    private final SecurityProvider provider;
    private final @Nullable RpcCaller pipeUser;
    private final Map<Integer, Entry> contexts = new HashMap<>();
    private boolean headerSigningDecided;
    private boolean headerSigning;

    ServerSecurity(SecurityProvider provider, @Nullable RpcCaller pipeUser) {
        this.provider = provider;
        this.pipeUser = pipeUser;
    }

    boolean headerSigning() {
        return headerSigning;
    }

    /** Whether a caller is known, which raises the limit on what a call may take. */
    boolean authenticated() {
        return pipeUser != null
                || contexts.values().stream().anyMatch(e -> e.state == Outcome.COMPLETE);
    }

    /** Takes the token of a bind, alter_context or auth3. */
    Leg leg(PduFrame frame) {
        AuthTrailer trailer = frame.auth();
        if (trailer == null) {
            return new Leg(null, -1);
        }
        if (!headerSigningDecided) {
            headerSigningDecided = true;
            headerSigning = frame.header().has(PduHeader.SUPPORT_HEADER_SIGN);
        }
        Entry entry = contexts.get(trailer.contextId());
        if (entry == null) {
            if (contexts.size() >= Limits.MAX_RPC_SECURITY_CONTEXTS) {
                return new Leg(null, BindNak.LOCAL_LIMIT_EXCEEDED);
            }
            SecurityContext context =
                    trailer.level() == AuthLevel.NONE
                            ? null
                            : provider.accept(trailer.type(), trailer.level());
            if (context == null) {
                return new Leg(null, BindNak.AUTHENTICATION_TYPE_NOT_RECOGNIZED);
            }
            PacketProtection protection = new PacketProtection(context, trailer, headerSigning);
            entry = new Entry(context, trailer, protection, Outcome.CONTINUE);
        } else if (entry.state != Outcome.CONTINUE || !sameKind(entry.first, trailer)) {
            contexts.put(trailer.contextId(), entry.with(Outcome.FAILED));
            return new Leg(null, BindNak.INVALID_CHECKSUM);
        }
        Step step = entry.context.step(trailer.token());
        contexts.put(trailer.contextId(), entry.with(step.outcome()));
        if (step.outcome() == Outcome.FAILED) {
            return new Leg(null, BindNak.INVALID_CHECKSUM);
        }
        AuthTrailer answer =
                step.token().length == 0
                        ? null
                        : AuthTrailer.of(
                                trailer.type(), trailer.level(), trailer.contextId(), step.token());
        return new Leg(answer, -1);
    }

    /** Checks the protection of one fragment of a request; null when it must be refused. */
    @Nullable Admission admit(PduFrame frame) throws MalformedMessageException {
        AuthTrailer trailer = frame.auth();
        if (trailer == null) {
            return admitBare();
        }
        Entry entry = contexts.get(trailer.contextId());
        if (entry == null
                || entry.state != Outcome.COMPLETE
                || !sameKind(entry.first, trailer)
                || !entry.protection.unprotect(frame)) {
            return null;
        }
        return admission(entry);
    }

    private @Nullable Admission admitBare() {
        if (contexts.isEmpty()) {
            RpcCaller caller = pipeUser == null ? RpcCaller.ANONYMOUS : pipeUser;
            return new Admission(AuthLevel.NONE, caller, null);
        }
        // Without a trailer only the one context of level connect can be meant.
        Entry only = contexts.size() == 1 ? contexts.values().iterator().next() : null;
        if (only == null || only.state != Outcome.COMPLETE || only.first.level().signs()) {
            return null;
        }
        return admission(only);
    }

    private static Admission admission(Entry entry) {
        return new Admission(entry.protection.level(), entry.context.caller(), entry.protection);
    }

    private static boolean sameKind(AuthTrailer a, AuthTrailer b) {
        return a.type() == b.type() && a.level() == b.level();
    }
}
