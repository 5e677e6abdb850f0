package io.onehop.rpc.srvsvc;

import io.onehop.rpc.CallContext;
import io.onehop.rpc.FaultStatus;
import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.RpcInterface;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.rpc.srvsvc.EnumReply.Query;
import io.onehop.rpc.srvsvc.ServerInventory.Server;
import io.onehop.rpc.srvsvc.ServerInventory.Share;
import io.onehop.wire.MalformedMessageException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The server service. [MS-SRVS] 3.1.4. What shows other users, and every change, needs an
 * administrator. Thread safe if the inventory and the control are.
 */
public final class ServerService implements RpcInterface {
    public static final SyntaxId SYNTAX =
            new SyntaxId(UUID.fromString("4b324fc8-1670-01d3-1278-5a47bf6ee188"), 3, 0);

    private static final int PLATFORM_NT = 500;

    private final ServerInventory inventory;
    private final UseEnumerations uses;
    private final ServerChanges changes;
    private final FileSecurityMethods files;

    public ServerService(ServerInventory inventory, ServerControl control) {
        this.inventory = inventory;
        this.changes = new ServerChanges(inventory, control);
        this.files = new FileSecurityMethods(control);
        this.uses = new UseEnumerations(inventory);
    }

    @Override
    public SyntaxId syntax() {
        return SYNTAX;
    }

    @Override
    public CompletableFuture<byte[]> call(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        boolean administrator = context.caller().administrator();
        if (context.caller().anonymous() && !isForAnonymous(opnum)) {
            throw new RpcFaultException(FaultStatus.ACCESS_DENIED);
        }
        // ServerName, which every method begins with and the server ignores.
        in.uniqueString();
        return switch (opnum) {
            case FileSecurityMethods.GET ->
                    CompletableFuture.completedFuture(files.get(in, context.caller()));
            case FileSecurityMethods.SET ->
                    CompletableFuture.completedFuture(files.set(in, context.caller()));
            case 14 -> changes.shareAdd(in, administrator);
            case 17 -> changes.shareSet(in, administrator);
            case 18, 19 -> changes.shareRemove(in, administrator);
            case 57 -> changes.shareRemoveEx(in, administrator);
            default -> CompletableFuture.completedFuture(atOnce(opnum, in, context.caller()));
        };
    }

    /** Shares are named to everybody whom the pipe lets in; nothing else is. */
    private static boolean isForAnonymous(int opnum) {
        return opnum == ShareEnum.OPNUM || opnum == 16 || opnum == 36;
    }

    @Override
    public boolean needsCaller() {
        return false;
    }

    private byte[] atOnce(int opnum, NdrReader in, RpcCaller caller)
            throws MalformedMessageException, RpcFaultException {
        boolean administrator = caller.administrator();
        return switch (opnum) {
            // NetrCharDevEnum of servers long gone. [MS-SRVS] 3.1.4.
            case 0 -> EnumReply.failure(EnumQuery.decode(in), NetStatus.NOT_SUPPORTED);
            case 3 -> {
                in.uniqueString();
                yield EnumReply.failure(EnumQuery.decode(in), NetStatus.NOT_SUPPORTED);
            }
            case 8 -> uses.connections(in, administrator);
            case 9 -> uses.files(in, administrator);
            case 10 -> uses.file(in, administrator);
            case 11 -> changes.fileClose(in, administrator);
            case 12 -> uses.sessions(in, administrator);
            case 13 -> changes.sessionRemove(in, administrator);
            case ShareEnum.OPNUM -> shareEnumAll(EnumQuery.decode(in), caller);
            case 36 -> stickyEnum(EnumQuery.decode(in), administrator);
            case 16 -> shareInfo(in.string(), in.i32(), administrator);
            case 20 -> shareCheck(in.string());
            case 21 -> serverInfo(in.i32(), administrator);
            case 22 -> changes.serverSet(administrator);
            case 23 -> uses.disks(in, administrator);
            case 26 -> uses.transports(EnumQuery.decode(in));
            case 28 -> timeOfDay();
            case 30 -> pathType(in);
            case 33 -> nameValidate(in);
            default -> throw new RpcFaultException(FaultStatus.OP_RANGE_ERROR);
        };
    }

    /** [MS-SRVS] 3.1.4.9 NetrShareEnumSticky: all shares are, but it has not level 501. */
    private byte[] stickyEnum(Query query, boolean administrator) {
        return query.level() == 501
                ? EnumReply.failure(query, NetStatus.INVALID_LEVEL)
                : shareEnum(query, administrator);
    }

    /** [MS-SRVS] 3.1.4.8; who did not say who it is hears of names and types alone. */
    private byte[] shareEnumAll(Query query, RpcCaller caller) {
        return caller.anonymous() && query.level() == 501
                ? EnumReply.failure(query, NetStatus.ACCESS_DENIED)
                : shareEnum(query, caller.administrator());
    }

    private byte[] shareEnum(Query query, boolean administrator) {
        EnumReply.Entry<Share> entry = ShareInfo.enumerated(query.level());
        if (entry == null) {
            return EnumReply.failure(query, NetStatus.INVALID_LEVEL);
        }
        if (ShareInfo.needsAdministrator(query.level()) && !administrator) {
            return EnumReply.failure(query, NetStatus.ACCESS_DENIED);
        }
        return EnumReply.of(query, inventory.shares(), entry);
    }

    private byte[] shareInfo(String name, int level, boolean administrator) {
        if (!ShareInfo.hasLevel(level)) {
            return noInfo(level, NetStatus.INVALID_LEVEL);
        }
        if (ShareInfo.needsAdministrator(level) && !administrator) {
            return noInfo(level, NetStatus.ACCESS_DENIED);
        }
        Share share = share(name);
        if (share == null) {
            return noInfo(level, NetStatus.NET_NAME_NOT_FOUND);
        }
        NdrWriter out = new NdrWriter();
        out.u32(level).referent();
        ShareInfo.write(out, level, share);
        return out.deferred().u32(NetStatus.SUCCESS).toBytes();
    }

    private @Nullable Share share(String name) {
        for (Share share : inventory.shares()) {
            if (share.name().equalsIgnoreCase(name)) {
                return share;
            }
        }
        return null;
    }

    private byte[] shareCheck(String path) {
        List<Share> found =
                inventory.shares().stream()
                        .filter(share -> share.detail().path().equalsIgnoreCase(path))
                        .toList();
        NdrWriter out = new NdrWriter();
        if (found.isEmpty()) {
            return out.u32(0).u32(NetStatus.DEVICE_NOT_SHARED).toBytes();
        }
        return out.u32(ShareType.onWire(found.getFirst().type())).u32(NetStatus.SUCCESS).toBytes();
    }

    private byte[] serverInfo(int level, boolean administrator) {
        if (level < 100 || level > 102) {
            return noInfo(level, NetStatus.INVALID_LEVEL);
        }
        if (level == 102 && !administrator) {
            return noInfo(level, NetStatus.ACCESS_DENIED);
        }
        Server server = inventory.server();
        NdrWriter out = new NdrWriter();
        out.u32(level).referent().u32(PLATFORM_NT).stringPointer(server.name());
        if (level >= 101) {
            out.u32(server.versionMajor()).u32(server.versionMinor()).u32(server.type());
            out.stringPointer(server.comment());
        }
        if (level == 102) {
            // users without limit, never disconnected, not hidden, announced every four minutes
            out.u32(-1).u32(-1).u32(0).u32(240).u32(3000).u32(0).stringPointer("C:\\");
        }
        return out.deferred().u32(NetStatus.SUCCESS).toBytes();
    }

    private byte[] timeOfDay() {
        ZonedDateTime now = inventory.now().atZone(ZoneOffset.UTC);
        return new NdrWriter()
                .referent()
                .u32(now.toEpochSecond())
                .u32(inventory.uptimeMillis())
                .u32(now.getHour())
                .u32(now.getMinute())
                .u32(now.getSecond())
                .u32(now.getNano() / 10_000_000)
                .u32(0)
                .u32(310)
                .u32(now.getDayOfMonth())
                .u32(now.getMonthValue())
                .u32(now.getYear())
                .u32(now.getDayOfWeek().getValue() % 7)
                .u32(NetStatus.SUCCESS)
                .toBytes();
    }

    private static byte[] pathType(NdrReader in) throws MalformedMessageException {
        String path = in.string();
        int type = in.i32() == 0 ? NameRules.pathType(path) : 0;
        int status = type == 0 ? NetStatus.INVALID_NAME : NetStatus.SUCCESS;
        return new NdrWriter().u32(type).u32(status).toBytes();
    }

    private static byte[] nameValidate(NdrReader in) throws MalformedMessageException {
        String name = in.string();
        int type = in.i32();
        int status = in.i32() == 0 ? NameRules.validate(name, type) : NetStatus.INVALID_PARAMETER;
        return new NdrWriter().u32(status).toBytes();
    }

    private static byte[] noInfo(int level, int status) {
        return new NdrWriter().u32(level).u32(0).u32(status).toBytes();
    }
}
