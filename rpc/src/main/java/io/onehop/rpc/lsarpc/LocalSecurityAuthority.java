package io.onehop.rpc.lsarpc;

import io.onehop.rpc.CallContext;
import io.onehop.rpc.ContextHandles;
import io.onehop.rpc.FaultStatus;
import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.RpcInterface;
import io.onehop.rpc.lsarpc.LookupCodec.Form;
import io.onehop.rpc.lsarpc.SecurityAuthority.Account;
import io.onehop.rpc.lsarpc.SecurityAuthority.Domain;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The local security authority: which domain this is, and lookups. [MS-LSAT] 3.1.4, [MS-LSAD]
 * 3.1.4.4. Nothing can be changed and accounts cannot be listed. Thread safe if the authority is.
 */
public final class LocalSecurityAuthority implements RpcInterface {
    public static final SyntaxId SYNTAX =
            new SyntaxId(UUID.fromString("12345778-1234-abcd-ef00-0123456789ab"), 0, 0);

    private static final int STATUS_INVALID_PARAMETER = 0xC000_000D;
    private static final int STATUS_INSUFFICIENT_RESOURCES = 0xC000_009A;

    /** All that a handle can stand for. */
    private static final String POLICY = "policy";

    private static final int PRIMARY_DOMAIN = 3;
    private static final int ACCOUNT_DOMAIN = 5;
    private static final int SERVER_ROLE = 6;
    private static final int DNS_DOMAIN = 12;
    private static final int DNS_DOMAIN_INTERNAL = 13;
    private static final int LOCAL_ACCOUNT_DOMAIN = 14;

    /** PolicyServerRolePrimary: a server that is in no domain but its own. */
    private static final int ROLE_PRIMARY = 3;

    private final SecurityAuthority authority;
    private final ContextHandles<String> handles = new ContextHandles<>();

    public LocalSecurityAuthority(SecurityAuthority authority) {
        this.authority = authority;
    }

    @Override
    public SyntaxId syntax() {
        return SYNTAX;
    }

    @Override
    public CompletableFuture<byte[]> call(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        return CompletableFuture.completedFuture(
                switch (opnum) {
                    case 0 -> close(in, context);
                    // The name, attributes and access that are asked for change nothing.
                    case 6, 44 -> open(context);
                    case 7, 46 -> {
                        checkHandle(in, context);
                        yield policy(in.u16());
                    }
                    case 45 -> userName(in, context.caller());
                    case 14, 58, 68 -> {
                        checkHandle(in, context);
                        yield names(in, opnum == 14 ? Form.PLAIN : ex(opnum == 58));
                    }
                    case 77 -> names(in, Form.EX2);
                    case 15, 57 -> {
                        checkHandle(in, context);
                        yield sids(in, opnum == 15 ? Form.PLAIN : Form.EX);
                    }
                    case 76 -> sids(in, Form.EX);
                    default -> throw new RpcFaultException(FaultStatus.OP_RANGE_ERROR);
                });
    }

    @Override
    public void associationClosed(int associationId) {
        handles.associationClosed(associationId);
    }

    private static Form ex(boolean first) {
        return first ? Form.EX : Form.EX2;
    }

    private byte[] open(CallContext context) {
        ContextHandle handle = handles.open(context, POLICY);
        int status = handle == null ? STATUS_INSUFFICIENT_RESOURCES : LookupCodec.SUCCESS;
        return new NdrWriter()
                .contextHandle(handle == null ? ContextHandle.NULL : handle)
                .u32(status)
                .toBytes();
    }

    private byte[] close(NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        handles.close(context, in.contextHandle());
        return new NdrWriter().contextHandle(ContextHandle.NULL).u32(LookupCodec.SUCCESS).toBytes();
    }

    private void checkHandle(NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        handles.get(context, in.contextHandle());
    }

    /** [MS-LSAD] 3.1.4.4.3, 3.1.4.4.4. */
    private byte[] policy(int informationClass) {
        NdrWriter out = new NdrWriter();
        switch (informationClass) {
            case PRIMARY_DOMAIN -> domain(out, informationClass, authority.primaryDomain());
            case ACCOUNT_DOMAIN, LOCAL_ACCOUNT_DOMAIN ->
                    domain(out, informationClass, authority.accountDomain());
            case SERVER_ROLE -> out.referent().u16(informationClass).u16(ROLE_PRIMARY);
            case DNS_DOMAIN, DNS_DOMAIN_INTERNAL -> {
                Domain primary = authority.primaryDomain();
                out.referent().u16(informationClass).unicodeString(primary.name());
                out.unicodeString(primary.dnsName()).unicodeString(primary.forestName());
                out.guid(primary.guid()).pointer(primary.sid(), out::sid).deferred();
            }
            default -> {
                return out.u32(0).u32(STATUS_INVALID_PARAMETER).toBytes();
            }
        }
        return out.u32(LookupCodec.SUCCESS).toBytes();
    }

    private static void domain(NdrWriter out, int informationClass, Domain domain) {
        out.referent().u16(informationClass).unicodeString(domain.name());
        out.pointer(domain.sid(), out::sid).deferred();
    }

    /** [MS-LSAT] 3.1.4.4 LsarGetUserName. */
    private static byte[] userName(NdrReader in, RpcCaller caller)
            throws MalformedMessageException {
        in.uniqueString();
        if (in.pointer()) {
            skipUnicodeString(in);
        }
        boolean wantsDomain = in.pointer();
        NdrWriter out = new NdrWriter();
        out.referent().unicodeString(caller.user()).deferred();
        if (wantsDomain) {
            out.referent().referent().unicodeString(caller.domain()).deferred();
        } else {
            out.u32(0);
        }
        return out.u32(LookupCodec.SUCCESS).toBytes();
    }

    private static void skipUnicodeString(NdrReader in) throws MalformedMessageException {
        in.align(4);
        in.u16();
        in.u16();
        if (in.pointer()) {
            in.characters();
        }
    }

    private byte[] names(NdrReader in, Form form) throws MalformedMessageException {
        List<@Nullable Account> found = new ArrayList<>();
        for (String name : LookupCodec.names(in)) {
            found.add(byName(name));
        }
        return LookupCodec.translatedSids(found, form);
    }

    private byte[] sids(NdrReader in, Form form) throws MalformedMessageException {
        List<String> sids = LookupCodec.sids(in);
        List<@Nullable Account> found = new ArrayList<>();
        for (String sid : sids) {
            found.add(bySid(sid));
        }
        return LookupCodec.translatedNames(sids, found, form);
    }

    /** A name as DOMAIN\name, name@domain or alone, or a domain itself. */
    private @Nullable Account byName(String text) {
        int slash = text.indexOf('\\');
        int at = text.indexOf('@');
        String domain = null;
        String name = text;
        if (slash >= 0) {
            domain = text.substring(0, slash);
            name = text.substring(slash + 1);
        } else if (at >= 0) {
            domain = text.substring(at + 1);
            name = text.substring(0, at);
        }
        Account known = WellKnownAccounts.byName(domain, name);
        if (known == null) {
            known = authority.byName(domain, name);
        }
        return known == null && domain == null ? domainByName(name) : known;
    }

    private @Nullable Account domainByName(String name) {
        for (Domain domain : List.of(authority.accountDomain(), authority.primaryDomain())) {
            if (domain.name().equalsIgnoreCase(name)) {
                return account(domain);
            }
        }
        return null;
    }

    private @Nullable Account bySid(String sid) {
        Account known = WellKnownAccounts.bySid(sid);
        if (known == null) {
            known = authority.bySid(sid);
        }
        if (known == null) {
            for (Domain domain : List.of(authority.accountDomain(), authority.primaryDomain())) {
                if (domain.sid().equals(sid)) {
                    return account(domain);
                }
            }
        }
        return known;
    }

    private static Account account(Domain domain) {
        return new Account(SidUse.DOMAIN, domain.sid(), domain.name(), domain.name(), domain.sid());
    }
}
