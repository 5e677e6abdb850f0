package io.onehop.rpc;

import io.onehop.base.Limits;
import io.onehop.rpc.pdu.ContextResult;
import io.onehop.rpc.pdu.PresentationContext;
import io.onehop.rpc.pdu.SyntaxId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which interface each presentation context id stands for. [MS-RPCE] 3.3.1.5.3, 3.3.1.5.6. On the
 * connection's executor.
 */
final class PresentationContexts {
    private static final int FEATURES =
            SyntaxId.SECURITY_CONTEXT_MULTIPLEXING | SyntaxId.KEEP_CONNECTION_ON_ORPHAN;

    /** An interface and the syntax the client asked for, which its version may be below. */
    record Bound(RpcInterface target, SyntaxId asked) {}

    private final List<RpcInterface> interfaces;
    private final Map<Integer, Bound> bound = new HashMap<>();

    PresentationContexts(List<RpcInterface> interfaces) {
        this.interfaces = interfaces;
    }

    @Nullable Bound get(int id) {
        return bound.get(id);
    }

    List<ContextResult> negotiate(List<PresentationContext> offered) {
        List<ContextResult> results = new ArrayList<>();
        for (PresentationContext context : offered) {
            results.add(negotiate(context));
        }
        return results;
    }

    private ContextResult negotiate(PresentationContext context) {
        List<SyntaxId> transfer = context.transfer();
        if (transfer.size() == 1 && transfer.getFirst().isFeatureNegotiation()) {
            return ContextResult.features(transfer.getFirst().featureBits() & FEATURES);
        }
        RpcInterface target = null;
        for (RpcInterface candidate : interfaces) {
            if (candidate.syntax().serves(context.abstractSyntax())) {
                target = candidate;
            }
        }
        if (target == null) {
            return ContextResult.rejected(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED);
        }
        if (!transfer.contains(SyntaxId.NDR32)) {
            return ContextResult.rejected(ContextResult.TRANSFER_SYNTAXES_NOT_SUPPORTED);
        }
        if (bound.size() >= Limits.MAX_RPC_PRESENTATION_CONTEXTS
                && !bound.containsKey(context.id())) {
            return ContextResult.rejected(ContextResult.LOCAL_LIMIT_EXCEEDED);
        }
        bound.put(context.id(), new Bound(target, context.abstractSyntax()));
        return ContextResult.ACCEPTED;
    }
}
