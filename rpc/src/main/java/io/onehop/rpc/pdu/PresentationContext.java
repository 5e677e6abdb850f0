package io.onehop.rpc.pdu;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** An interface that a client wants to use and the syntaxes it offers for it. [C706] 12.6.3.1. */
public record PresentationContext(int id, SyntaxId abstractSyntax, List<SyntaxId> transfer) {
    public PresentationContext {
        transfer = List.copyOf(transfer);
    }

    static List<PresentationContext> decodeList(WireReader in) throws MalformedMessageException {
        int count = in.u8();
        in.skip(3);
        if (count > Limits.MAX_RPC_PRESENTATION_CONTEXTS) {
            throw new MalformedMessageException(count + " presentation contexts");
        }
        List<PresentationContext> contexts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            contexts.add(decode(in));
        }
        return contexts;
    }

    static void encodeList(List<PresentationContext> contexts, WireWriter out) {
        out.u8(contexts.size()).zero(3);
        for (PresentationContext context : contexts) {
            out.u16(context.id).u8(context.transfer.size()).u8(0);
            context.abstractSyntax.encode(out);
            context.transfer.forEach(syntax -> syntax.encode(out));
        }
    }

    private static PresentationContext decode(WireReader in) throws MalformedMessageException {
        int id = in.u16();
        int count = in.u8();
        in.skip(1);
        if (count > Limits.MAX_RPC_TRANSFER_SYNTAXES) {
            throw new MalformedMessageException(count + " transfer syntaxes");
        }
        SyntaxId abstractSyntax = SyntaxId.decode(in);
        List<SyntaxId> transfer = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transfer.add(SyntaxId.decode(in));
        }
        return new PresentationContext(id, abstractSyntax, transfer);
    }
}
