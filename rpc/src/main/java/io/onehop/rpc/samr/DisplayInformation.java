package io.onehop.rpc.samr;

import io.onehop.rpc.lsarpc.SidUse;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.samr.AccountDatabase.Account;
import java.util.List;

/** Lists for people to see, sorted by name. [MS-SAMR] 3.1.5.3.1, 2.2.8. */
final class DisplayInformation {
    private static final int USERS = 1;
    private static final int MACHINES = 2;
    private static final int GROUPS = 3;

    /** A guess at what one entry takes; clients only say roughly how much they want. */
    private static final int ENTRY_BYTES = 64;

    /** What was asked. */
    record Query(int informationClass, long index, long count, long preferredBytes) {}

    private DisplayInformation() {}

    static byte[] answer(Query query, List<Account> accounts) {
        int informationClass = query.informationClass();
        if (informationClass < USERS || informationClass > GROUPS) {
            NdrWriter none = new NdrWriter().u32(0).u32(0).u16(informationClass);
            return none.u32(0).u32(0).u32(SamCodec.INVALID_INFO_CLASS).toBytes();
        }
        List<Account> all =
                accounts.stream().filter(a -> a.use() == wanted(informationClass)).toList();
        int from = (int) Math.min(query.index(), all.size());
        long room = Math.max(1, Math.min(query.count(), query.preferredBytes() / ENTRY_BYTES));
        int to = (int) Math.min(all.size(), from + room);
        List<Account> page = all.subList(from, to);
        NdrWriter out = new NdrWriter();
        out.u32((long) all.size() * ENTRY_BYTES).u32((long) page.size() * ENTRY_BYTES);
        out.u16(informationClass).align(4).u32(page.size());
        out.pointer(
                page.isEmpty() ? null : page,
                entries -> {
                    out.u32(entries.size());
                    for (int i = 0; i < entries.size(); i++) {
                        entry(out, informationClass, from + i + 1, entries.get(i));
                    }
                });
        return out.deferred()
                .u32(to < all.size() ? SamCodec.MORE_ENTRIES : SamCodec.SUCCESS)
                .toBytes();
    }

    /** No machine has an account here. */
    private static SidUse wanted(int informationClass) {
        return switch (informationClass) {
            case USERS -> SidUse.USER;
            case MACHINES -> SidUse.UNKNOWN;
            default -> SidUse.GROUP;
        };
    }

    private static void entry(NdrWriter out, int informationClass, int index, Account account) {
        out.u32(index).u32(account.relativeId());
        out.u32(
                informationClass == GROUPS
                        ? SamCodec.MEMBERSHIP
                        : UserInformation.control(account));
        out.unicodeString(account.name()).unicodeString(account.comment());
        if (informationClass == USERS) {
            out.unicodeString("");
        }
    }
}
