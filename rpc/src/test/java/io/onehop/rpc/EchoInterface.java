package io.onehop.rpc;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Opnum 0 echoes, 1 waits for the test, 2 reads a string, 3 breaks down, all others are out of
 * range.
 */
final class EchoInterface implements RpcInterface {
    static final SyntaxId SYNTAX =
            new SyntaxId(UUID.fromString("11111111-2222-3333-4444-555555555555"), 1, 2);

    final List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
    final List<CallContext> contexts = new ArrayList<>();
    final List<Integer> closedAssociations = new ArrayList<>();
    private final AuthLevel minimum;

    EchoInterface(AuthLevel minimum) {
        this.minimum = minimum;
    }

    @Override
    public SyntaxId syntax() {
        return SYNTAX;
    }

    @Override
    public AuthLevel minimumLevel() {
        return minimum;
    }

    @Override
    public boolean needsCaller() {
        return minimum != AuthLevel.NONE;
    }

    @Override
    public CompletableFuture<byte[]> call(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        contexts.add(context);
        return switch (opnum) {
            case 0 -> CompletableFuture.completedFuture(in.bytes(in.remaining()));
            case 1 -> {
                CompletableFuture<byte[]> later = new CompletableFuture<>();
                waiting.add(later);
                yield later;
            }
            case 2 -> CompletableFuture.completedFuture(new byte[in.string().length()]);
            case 3 -> throw new IllegalStateException("as the test wants it");
            default -> throw new RpcFaultException(FaultStatus.OP_RANGE_ERROR);
        };
    }

    @Override
    public void associationClosed(int associationId) {
        closedAssociations.add(associationId);
    }
}
