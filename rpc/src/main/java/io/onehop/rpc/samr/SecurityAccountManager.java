package io.onehop.rpc.samr;

import io.onehop.rpc.CallContext;
import io.onehop.rpc.ContextHandles;
import io.onehop.rpc.FaultStatus;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.RpcInterface;
import io.onehop.rpc.lsarpc.SidUse;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.rpc.samr.AccountDatabase.Account;
import io.onehop.rpc.samr.AccountDatabase.Domain;
import io.onehop.wire.MalformedMessageException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The security account manager: handles for the server, its two domains, and their accounts.
 * [MS-SAMR] 3.1.5. Whoever is known may read; a handle that asks for more is refused, and there is
 * no method that changes anything. Thread safe if the database is.
 */
public final class SecurityAccountManager implements RpcInterface {
    public static final SyntaxId SYNTAX =
            new SyntaxId(UUID.fromString("12345778-1234-abcd-ef00-0123456789ac"), 1, 0);

    private static final int REVISION = 3;

    private final AccountDatabase database;
    private final ContextHandles<SamObject> handles = new ContextHandles<>();
    private final AccountMethods accounts;

    public SecurityAccountManager(AccountDatabase database) {
        this.database = database;
        this.accounts = new AccountMethods(database);
    }

    @Override
    public SyntaxId syntax() {
        return SYNTAX;
    }

    @Override
    public void associationClosed(int associationId) {
        handles.associationClosed(associationId);
    }

    @Override
    public CompletableFuture<byte[]> call(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        return CompletableFuture.completedFuture(
                switch (opnum) {
                    case 0, 57, 62, 64 -> connect(opnum, in, context);
                    case 1 -> close(in, context);
                    case 56 -> passwordPolicy();
                    default -> withHandle(opnum, in, context);
                });
    }

    private byte[] withHandle(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        SamObject target = handles.get(context, in.contextHandle());
        return switch (opnum) {
            case 3 -> SamSecurity.descriptor(target, in.i32());
            case 5, 6, 7 -> {
                if (!(target instanceof SamObject.Server)) {
                    throw wrongHandle(opnum);
                }
                yield onServer(opnum, in, context);
            }
            case 65 -> relativeIdToSid(target, in.i32());
            default ->
                    switch (target) {
                        case SamObject.Server s -> throw wrongHandle(opnum);
                        case SamObject.InDomain d -> onDomain(opnum, d.domain(), in, context);
                        case SamObject.User u -> accounts.onUser(opnum, u, in);
                        case SamObject.Group g -> accounts.onGroup(opnum, g, in);
                        case SamObject.Alias a -> accounts.onAlias(opnum, a, in);
                    };
        };
    }

    /** Why a method was not run: it exists, but not for this handle, or it does not. */
    static RpcFaultException wrongHandle(int opnum) {
        return new RpcFaultException(
                switch (opnum) {
                    case 5,
                            6,
                            7,
                            8,
                            11,
                            13,
                            15,
                            16,
                            17,
                            18,
                            19,
                            20,
                            25,
                            27,
                            28,
                            33,
                            34,
                            36,
                            39,
                            40,
                            44,
                            46,
                            47,
                            48,
                            51 ->
                            FaultStatus.CONTEXT_MISMATCH;
                    default -> FaultStatus.OP_RANGE_ERROR;
                });
    }

    /** [MS-SAMR] 3.1.5.1.1 to 3.1.5.1.4. */
    private byte[] connect(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException {
        if (opnum == 0) {
            if (in.pointer()) {
                in.u16();
            }
        } else {
            in.uniqueString();
        }
        if (opnum == 62) {
            in.u32();
        }
        int access = in.i32();
        NdrWriter out = new NdrWriter();
        if (opnum == 64) {
            boolean known = in.i32() == 1;
            out.u32(1).u32(1).u32(REVISION).u32(0);
            if (!known) {
                return out.contextHandle(ContextHandle.NULL).u32(SamCodec.NOT_SUPPORTED).toBytes();
            }
        }
        return open(out, new SamObject.Server(), access, context);
    }

    private byte[] open(NdrWriter out, SamObject target, int access, CallContext context) {
        int status = SamCodec.ACCESS_DENIED;
        ContextHandle handle = null;
        if (target.grants(access)) {
            handle = handles.open(context, target);
            status = handle == null ? SamCodec.INSUFFICIENT_RESOURCES : SamCodec.SUCCESS;
        }
        return out.contextHandle(handle == null ? ContextHandle.NULL : handle)
                .u32(status)
                .toBytes();
    }

    private static byte[] noHandle(int status) {
        return new NdrWriter().contextHandle(ContextHandle.NULL).u32(status).toBytes();
    }

    /** [MS-SAMR] 3.1.5.13.1 SamrCloseHandle. */
    private byte[] close(NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        handles.close(context, in.contextHandle());
        return noHandle(SamCodec.SUCCESS);
    }

    private List<Domain> domains() {
        return List.of(database.accountDomain(), database.builtinDomain());
    }

    private Optional<Domain> domain(Function<Domain, String> field, String value) {
        return domains().stream().filter(d -> field.apply(d).equalsIgnoreCase(value)).findFirst();
    }

    private byte[] onServer(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException {
        return switch (opnum) {
            // [MS-SAMR] 3.1.5.11.1 SamrLookupDomainInSamServer
            case 5 ->
                    domain(Domain::name, SamCodec.unicodeString(in))
                            .map(d -> sid(d.sid()))
                            .orElseGet(() -> SamCodec.nothing(SamCodec.NO_SUCH_DOMAIN));
            // [MS-SAMR] 3.1.5.2.1 SamrEnumerateDomainsInSamServer
            case 6 ->
                    SamCodec.enumeration(
                            domains().stream().map(d -> new SamCodec.Entry(0, d.name())).toList(),
                            in.u32(),
                            in.u32());
            // [MS-SAMR] 3.1.5.1.5 SamrOpenDomain
            default -> {
                int access = in.i32();
                Optional<Domain> found = domain(Domain::sid, in.sid());
                yield found.isEmpty()
                        ? noHandle(SamCodec.NO_SUCH_DOMAIN)
                        : open(
                                new NdrWriter(),
                                new SamObject.InDomain(found.get()),
                                access,
                                context);
            }
        };
    }

    private static byte[] sid(String sid) {
        return new NdrWriter().referent().sid(sid).u32(SamCodec.SUCCESS).toBytes();
    }

    private byte[] onDomain(int opnum, Domain domain, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        List<Account> all = database.accounts(domain);
        return switch (opnum) {
            case 8, 46 -> DomainMethods.information(in.u16(), domain, all);
            case 11 -> DomainMethods.enumerate(all, SidUse.GROUP, in);
            case 13 -> DomainMethods.enumerateUsers(all, in);
            case 15 -> DomainMethods.enumerate(all, SidUse.ALIAS, in);
            case 16 -> DomainMethods.aliasMembership(all, SamCodec.sids(in));
            case 17 -> DomainMethods.lookUpNames(all, SamCodec.names(in));
            case 18 -> DomainMethods.lookUpIds(all, SamCodec.relativeIds(in));
            case 40, 48, 51 ->
                    DisplayInformation.answer(
                            new DisplayInformation.Query(in.u16(), in.u32(), in.u32(), in.u32()),
                            all);
            case 19 -> openAccount(domain, all, SidUse.GROUP, in, context);
            case 27 -> openAccount(domain, all, SidUse.ALIAS, in, context);
            case 34 -> openAccount(domain, all, SidUse.USER, in, context);
            default -> throw wrongHandle(opnum);
        };
    }

    /** [MS-SAMR] 3.1.5.1.6. */
    private byte[] openAccount(
            Domain domain, List<Account> all, SidUse use, NdrReader in, CallContext context)
            throws MalformedMessageException {
        int access = in.i32();
        int relativeId = in.i32();
        boolean exists = all.stream().anyMatch(a -> a.use() == use && a.relativeId() == relativeId);
        SamObject target =
                switch (use) {
                    case GROUP -> new SamObject.Group(domain, relativeId);
                    case ALIAS -> new SamObject.Alias(domain, relativeId);
                    default -> new SamObject.User(domain, relativeId);
                };
        return exists
                ? open(new NdrWriter(), target, access, context)
                : noHandle(AccountMethods.missing(use));
    }

    /** [MS-SAMR] 3.1.5.13.5 SamrRidToSid. */
    private byte[] relativeIdToSid(SamObject target, int relativeId) {
        String domain =
                switch (target) {
                    case SamObject.Server s -> null;
                    case SamObject.InDomain d -> d.domain().sid();
                    case SamObject.User u -> u.domain().sid();
                    case SamObject.Group g -> g.domain().sid();
                    case SamObject.Alias a -> a.domain().sid();
                };
        return domain == null
                ? SamCodec.nothing(SamCodec.INVALID_HANDLE)
                : sid(domain + "-" + Integer.toUnsignedString(relativeId));
    }

    /** [MS-SAMR] 3.1.5.13.4 SamrGetDomainPasswordInformation: there is no policy. */
    static byte[] passwordPolicy() {
        return new NdrWriter().u16(0).u32(0).u32(SamCodec.SUCCESS).toBytes();
    }
}
