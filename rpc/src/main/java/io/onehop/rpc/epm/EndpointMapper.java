package io.onehop.rpc.epm;

import io.onehop.rpc.CallContext;
import io.onehop.rpc.FaultStatus;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.RpcInterface;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The endpoint mapper. [MS-RPCE] 2.2.1.2. Anybody may ask. Keeps nothing between calls: a lookup
 * that does not fit into one answer has its place in the handle. Thread safe if the supplier is.
 */
public final class EndpointMapper implements RpcInterface {
    public static final SyntaxId SYNTAX =
            new SyntaxId(UUID.fromString("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0);

    /** ept_s_not_registered. */
    public static final int NOT_REGISTERED = 0x16C9_A0D6;

    private static final int HANDLE_FREE_OPNUM = 4;

    /** The upper half of handles that carry a place in a lookup. */
    private static final long CURSOR = 0x4F6E_6548_6F70_4550L;

    private final Supplier<List<EndpointEntry>> entries;

    public EndpointMapper(Supplier<List<EndpointEntry>> entries) {
        this.entries = entries;
    }

    @Override
    public SyntaxId syntax() {
        return SYNTAX;
    }

    @Override
    public boolean needsCaller() {
        return false;
    }

    @Override
    public CompletableFuture<byte[]> call(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        InetAddress asked = context.peer().local().getAddress();
        byte[] answer =
                switch (opnum) {
                    case EptMap.OPNUM -> map(EptMap.Request.decode(in), asked);
                    case EptLookup.OPNUM -> lookup(EptLookup.Request.decode(in), asked);
                    case HANDLE_FREE_OPNUM ->
                            new NdrWriter().contextHandle(ContextHandle.NULL).u32(0).toBytes();
                    default -> throw new RpcFaultException(FaultStatus.OP_RANGE_ERROR);
                };
        return CompletableFuture.completedFuture(answer);
    }

    private byte[] map(EptMap.Request request, InetAddress asked) {
        byte[] octets = request.tower();
        Tower wanted = octets == null ? null : Tower.orNull(octets);
        List<byte[]> towers = new ArrayList<>();
        for (EndpointEntry entry : entries.get()) {
            if (wanted != null
                    && towers.size() < request.maxTowers()
                    && entry.syntax().serves(wanted.syntax())
                    && wanted.transfer().equals(SyntaxId.NDR32)) {
                towers.add(entry.tower(asked).encode());
            }
        }
        int status = towers.isEmpty() ? NOT_REGISTERED : 0;
        return new EptMap.Response(ContextHandle.NULL, request.maxTowers(), towers, status)
                .encode();
    }

    private byte[] lookup(EptLookup.Request request, InetAddress asked) {
        UUID place = request.handle().id();
        int from =
                place.getMostSignificantBits() == CURSOR
                        ? Math.clamp(place.getLeastSignificantBits(), 0, Integer.MAX_VALUE)
                        : 0;
        List<EptLookup.Entry> matching = new ArrayList<>();
        for (EndpointEntry entry : entries.get()) {
            if (request.matches(entry.syntax())) {
                matching.add(new EptLookup.Entry(entry.tower(asked), entry.annotation()));
            }
        }
        int start = Math.min(from, matching.size());
        int end = Math.min(matching.size(), start + request.maxEntries());
        // Clients go on until they hear that there is no more, so the end has a handle too.
        ContextHandle next =
                start < end ? ContextHandle.of(new UUID(CURSOR, end)) : ContextHandle.NULL;
        int status = start == end ? NOT_REGISTERED : 0;
        return new EptLookup.Response(
                        next, request.maxEntries(), matching.subList(start, end), status)
                .encode();
    }
}
