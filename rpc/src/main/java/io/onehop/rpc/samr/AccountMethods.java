package io.onehop.rpc.samr;

import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.lsarpc.SidUse;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.samr.AccountDatabase.Account;
import io.onehop.rpc.samr.AccountDatabase.Domain;
import io.onehop.wire.MalformedMessageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The questions to a user, a group or an alias; it may be gone although its handle is not. */
final class AccountMethods {
    private final AccountDatabase database;

    AccountMethods(AccountDatabase database) {
        this.database = database;
    }

    static int missing(SidUse use) {
        return switch (use) {
            case GROUP -> SamCodec.NO_SUCH_GROUP;
            case ALIAS -> SamCodec.NO_SUCH_ALIAS;
            default -> SamCodec.NO_SUCH_USER;
        };
    }

    private @Nullable Account find(Domain domain, SidUse use, int relativeId) {
        return database.accounts(domain).stream()
                .filter(a -> a.use() == use && a.relativeId() == relativeId)
                .findFirst()
                .orElse(null);
    }

    byte[] onUser(int opnum, SamObject.User handle, NdrReader in)
            throws MalformedMessageException, RpcFaultException {
        if (opnum == 44) {
            return SecurityAccountManager.passwordPolicy();
        }
        Account user = find(handle.domain(), SidUse.USER, handle.relativeId());
        return switch (opnum) {
            // [MS-SAMR] 3.1.5.5.5 SamrQueryInformationUser2
            case 36, 47 -> {
                NdrWriter out = new NdrWriter();
                int informationClass = in.u16();
                if (user == null) {
                    yield SamCodec.nothing(SamCodec.NO_SUCH_USER);
                }
                yield UserInformation.write(out, informationClass, user)
                        ? out.u32(SamCodec.SUCCESS).toBytes()
                        : SamCodec.nothing(SamCodec.INVALID_INFO_CLASS);
            }
            case 39 ->
                    user == null
                            ? SamCodec.nothing(SamCodec.NO_SUCH_USER)
                            : groups(handle.domain(), user);
            default -> throw SecurityAccountManager.wrongHandle(opnum);
        };
    }

    /** [MS-SAMR] 3.1.5.9.1 SamrGetGroupsForUser. */
    private byte[] groups(Domain domain, Account user) {
        String sid = domain.sid() + "-" + Integer.toUnsignedString(user.relativeId());
        List<Integer> groups =
                database.accounts(domain).stream()
                        .filter(a -> a.use() == SidUse.GROUP)
                        .filter(
                                a ->
                                        a.relativeId() == UserInformation.primaryGroup()
                                                || a.members().contains(sid))
                        .map(Account::relativeId)
                        .toList();
        NdrWriter out = new NdrWriter().referent().u32(groups.size());
        out.pointer(
                groups,
                all -> {
                    out.u32(all.size());
                    all.forEach(id -> out.u32(id).u32(SamCodec.MEMBERSHIP));
                });
        return out.deferred().u32(SamCodec.SUCCESS).toBytes();
    }

    byte[] onGroup(int opnum, SamObject.Group handle, NdrReader in)
            throws MalformedMessageException, RpcFaultException {
        Account group = find(handle.domain(), SidUse.GROUP, handle.relativeId());
        return switch (opnum) {
            case 20 ->
                    group == null
                            ? SamCodec.nothing(SamCodec.NO_SUCH_GROUP)
                            : groupInformation(in.u16(), group);
            case 25 ->
                    group == null ? SamCodec.nothing(SamCodec.NO_SUCH_GROUP) : groupMembers(group);
            default -> throw SecurityAccountManager.wrongHandle(opnum);
        };
    }

    /** [MS-SAMR] 3.1.5.5.3 SamrQueryInformationGroup, 2.2.4. */
    private static byte[] groupInformation(int informationClass, Account group) {
        NdrWriter out = new NdrWriter().referent().u16(informationClass).align(4);
        switch (informationClass) {
            case 1, 5 ->
                    out.unicodeString(group.name())
                            .u32(SamCodec.MEMBERSHIP)
                            .u32(group.members().size())
                            .unicodeString(group.comment());
            case 2 -> out.unicodeString(group.name());
            case 3 -> out.u32(SamCodec.MEMBERSHIP);
            case 4 -> out.unicodeString(group.comment());
            default -> {
                return SamCodec.nothing(SamCodec.INVALID_INFO_CLASS);
            }
        }
        return out.deferred().u32(SamCodec.SUCCESS).toBytes();
    }

    /** [MS-SAMR] 3.1.5.8.3 SamrGetMembersInGroup, 2.2.7.14. */
    private static byte[] groupMembers(Account group) {
        List<Integer> ids = group.members().stream().map(SamCodec::relativeId).toList();
        NdrWriter out = new NdrWriter().referent().u32(ids.size());
        out.pointer(
                ids,
                all -> {
                    out.u32(all.size());
                    all.forEach(out::u32);
                });
        out.pointer(
                ids,
                all -> {
                    out.u32(all.size());
                    all.forEach(id -> out.u32(SamCodec.MEMBERSHIP));
                });
        return out.deferred().u32(SamCodec.SUCCESS).toBytes();
    }

    byte[] onAlias(int opnum, SamObject.Alias handle, NdrReader in)
            throws MalformedMessageException, RpcFaultException {
        Account alias = find(handle.domain(), SidUse.ALIAS, handle.relativeId());
        return switch (opnum) {
            case 28 ->
                    alias == null
                            ? SamCodec.nothing(SamCodec.NO_SUCH_ALIAS)
                            : aliasInformation(in.u16(), alias);
            // [MS-SAMR] 3.1.5.8.6 SamrGetMembersInAlias
            case 33 -> {
                NdrWriter out = new NdrWriter();
                SamCodec.sids(out, alias == null ? List.of() : alias.members());
                yield out.u32(alias == null ? SamCodec.NO_SUCH_ALIAS : SamCodec.SUCCESS).toBytes();
            }
            default -> throw SecurityAccountManager.wrongHandle(opnum);
        };
    }

    /** [MS-SAMR] 3.1.5.5.4 SamrQueryInformationAlias, 2.2.5. */
    private static byte[] aliasInformation(int informationClass, Account alias) {
        NdrWriter out = new NdrWriter().referent().u16(informationClass).align(4);
        switch (informationClass) {
            case 1 ->
                    out.unicodeString(alias.name())
                            .u32(alias.members().size())
                            .unicodeString(alias.comment());
            case 2 -> out.unicodeString(alias.name());
            case 3 -> out.unicodeString(alias.comment());
            default -> {
                return SamCodec.nothing(SamCodec.INVALID_INFO_CLASS);
            }
        }
        return out.deferred().u32(SamCodec.SUCCESS).toBytes();
    }
}
