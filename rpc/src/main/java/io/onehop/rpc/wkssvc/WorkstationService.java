package io.onehop.rpc.wkssvc;

import io.onehop.rpc.CallContext;
import io.onehop.rpc.FaultStatus;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.RpcInterface;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.rpc.srvsvc.EnumQuery;
import io.onehop.rpc.srvsvc.EnumReply;
import io.onehop.rpc.srvsvc.NetStatus;
import io.onehop.wire.MalformedMessageException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The workstation service: what this machine is called and who has logged on at it, which is
 * nobody. [MS-WKST] 3.2.4. Thread safe if the supplier is.
 */
public final class WorkstationService implements RpcInterface {
    public static final SyntaxId SYNTAX =
            new SyntaxId(UUID.fromString("6bffd098-a112-3610-9833-46c3f87e345a"), 1, 0);

    /** The machine's names and the version it gives as its own. */
    public record Workstation(
            String computerName, String domainName, int versionMajor, int versionMinor) {}

    private static final int PLATFORM_NT = 500;

    private final Supplier<Workstation> workstation;

    public WorkstationService(Supplier<Workstation> workstation) {
        this.workstation = workstation;
    }

    @Override
    public SyntaxId syntax() {
        return SYNTAX;
    }

    @Override
    public CompletableFuture<byte[]> call(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        boolean administrator = context.caller().administrator();
        // ServerName, which is ignored.
        in.uniqueString();
        byte[] answer =
                switch (opnum) {
                    case 0 -> info(in.i32(), administrator);
                    case 2 -> users(EnumQuery.decode(in), administrator);
                    default -> throw new RpcFaultException(FaultStatus.OP_RANGE_ERROR);
                };
        return CompletableFuture.completedFuture(answer);
    }

    /** [MS-WKST] 3.2.4.1 NetrWkstaGetInfo. */
    private byte[] info(int level, boolean administrator) {
        if (level < 100 || level > 102) {
            return noInfo(level, NetStatus.INVALID_LEVEL);
        }
        if (level == 102 && !administrator) {
            return noInfo(level, NetStatus.ACCESS_DENIED);
        }
        Workstation self = workstation.get();
        NdrWriter out = new NdrWriter();
        out.u32(level).referent().u32(PLATFORM_NT);
        out.stringPointer(self.computerName()).stringPointer(self.domainName());
        out.u32(self.versionMajor()).u32(self.versionMinor());
        if (level >= 101) {
            out.stringPointer("");
        }
        if (level == 102) {
            out.u32(0);
        }
        return out.deferred().u32(NetStatus.SUCCESS).toBytes();
    }

    /** [MS-WKST] 3.2.4.3 NetrWkstaUserEnum. */
    private static byte[] users(EnumReply.Query query, boolean administrator) {
        if (query.level() != 0 && query.level() != 1) {
            return EnumReply.failure(query, NetStatus.INVALID_LEVEL);
        }
        if (!administrator) {
            return EnumReply.failure(query, NetStatus.ACCESS_DENIED);
        }
        return EnumReply.of(query, List.of(), (out, each) -> {});
    }

    private static byte[] noInfo(int level, int status) {
        return new NdrWriter().u32(level).u32(0).u32(status).toBytes();
    }
}
