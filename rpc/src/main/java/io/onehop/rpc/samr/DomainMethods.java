package io.onehop.rpc.samr;

import io.onehop.rpc.lsarpc.SidUse;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.samr.AccountDatabase.Account;
import io.onehop.rpc.samr.AccountDatabase.Domain;
import io.onehop.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The questions to a domain: lists and look-ups. */
final class DomainMethods {
    /** Not states of the account that a filter may ask for: locked out, password expired. */
    private static final int IGNORED_CONTROL = 0x2_0400;

    private DomainMethods() {}

    /** [MS-SAMR] 3.1.5.5.1 SamrQueryInformationDomain2. */
    static byte[] information(int informationClass, Domain domain, List<Account> all) {
        NdrWriter out = new NdrWriter();
        return DomainInformation.write(out, informationClass, domain, all)
                ? out.u32(SamCodec.SUCCESS).toBytes()
                : SamCodec.nothing(SamCodec.INVALID_INFO_CLASS);
    }

    /** [MS-SAMR] 3.1.5.2.5 SamrEnumerateUsersInDomain. */
    static byte[] enumerateUsers(List<Account> all, NdrReader in) throws MalformedMessageException {
        long cookie = in.u32();
        int control = in.i32() & ~IGNORED_CONTROL;
        List<Account> wanted =
                all.stream().filter(a -> (control & ~UserInformation.control(a)) == 0).toList();
        return list(wanted, SidUse.USER, cookie, in.u32());
    }

    /** [MS-SAMR] 3.1.5.2.3 SamrEnumerateGroupsInDomain, 3.1.5.2.4 for aliases. */
    static byte[] enumerate(List<Account> all, SidUse use, NdrReader in)
            throws MalformedMessageException {
        return list(all, use, in.u32(), in.u32());
    }

    private static byte[] list(List<Account> all, SidUse use, long cookie, long preferredBytes) {
        return SamCodec.enumeration(
                all.stream().filter(a -> a.use() == use).map(SamCodec.Entry::of).toList(),
                cookie,
                preferredBytes);
    }

    /** [MS-SAMR] 3.1.5.9.2 SamrGetAliasMembership. */
    static byte[] aliasMembership(List<Account> all, List<String> sids) {
        NdrWriter out = new NdrWriter();
        SamCodec.numbers(
                out,
                all.stream()
                        .filter(a -> a.use() == SidUse.ALIAS)
                        .filter(a -> a.members().stream().anyMatch(sids::contains))
                        .map(Account::relativeId)
                        .toList());
        return out.u32(SamCodec.SUCCESS).toBytes();
    }

    /** [MS-SAMR] 3.1.5.11.2 SamrLookupNamesInDomain. */
    static byte[] lookUpNames(List<Account> all, List<String> names) {
        Map<String, Account> byName = index(all, a -> lower(a.name()));
        List<@Nullable Account> found = new ArrayList<>();
        names.forEach(name -> found.add(byName.get(lower(name))));
        NdrWriter out = new NdrWriter();
        SamCodec.numbers(out, found.stream().map(a -> a == null ? 0 : a.relativeId()).toList());
        uses(out, found);
        return out.u32(mapped(found)).toBytes();
    }

    /** [MS-SAMR] 3.1.5.11.3 SamrLookupIdsInDomain. */
    static byte[] lookUpIds(List<Account> all, List<Integer> relativeIds) {
        Map<Integer, Account> byId = index(all, Account::relativeId);
        List<@Nullable Account> found = new ArrayList<>();
        List<@Nullable String> names = new ArrayList<>();
        for (Integer relativeId : relativeIds) {
            Account account = byId.get(relativeId);
            found.add(account);
            names.add(account == null ? null : account.name());
        }
        NdrWriter out = new NdrWriter();
        SamCodec.strings(out, names);
        uses(out, found);
        return out.u32(mapped(found)).toBytes();
    }

    private static void uses(NdrWriter out, List<@Nullable Account> found) {
        SamCodec.numbers(
                out,
                found.stream().map(a -> (a == null ? SidUse.UNKNOWN : a.use()).code()).toList());
    }

    private static int mapped(List<@Nullable Account> found) {
        long count = found.stream().filter(a -> a != null).count();
        if (count == found.size()) {
            return SamCodec.SUCCESS;
        }
        return count == 0 ? SamCodec.NONE_MAPPED : SamCodec.SOME_NOT_MAPPED;
    }

    private static <K> Map<K, Account> index(List<Account> all, Function<Account, K> key) {
        return all.stream().collect(Collectors.toMap(key, Function.identity(), (a, b) -> a));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
