package io.onehop.rpc.samr;

import io.onehop.rpc.lsarpc.SidUse;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.samr.AccountDatabase.Account;
import io.onehop.rpc.samr.AccountDatabase.Domain;
import java.util.List;

/**
 * What is told of a domain at each class of information. [MS-SAMR] 2.2.3. There is no password
 * policy and no lockout.
 */
final class DomainInformation {
    /** As a delta time: for ever. */
    private static final long NEVER = Long.MIN_VALUE;

    private static final int ENABLED = 1;
    private static final int ROLE_PRIMARY = 3;

    private DomainInformation() {}

    /** SAMPR_DOMAIN_INFO_BUFFER behind its pointer; false when there is no such class. */
    static boolean write(
            NdrWriter out, int informationClass, Domain domain, List<Account> accounts) {
        switch (informationClass) {
            case 1 -> {
                begin(out, 1).u16(0).u16(0).u32(0);
                UserInformation.time(UserInformation.time(out, NEVER), 0);
            }
            case 2 -> general(begin(out, 2), domain, accounts);
            case 3 -> UserInformation.time(begin(out, 3), NEVER);
            case 4, 6 -> begin(out, informationClass).unicodeString("");
            case 5 -> begin(out, 5).unicodeString(domain.name());
            case 7 -> out.referent().u16(7).u16(ROLE_PRIMARY);
            case 8 -> {
                UserInformation.time(begin(out, 8), 0);
                UserInformation.time(out, 0);
            }
            case 9 -> out.referent().u16(9).u16(ENABLED);
            case 11 -> {
                general(begin(out, 11).align(8), domain, accounts);
                lockout(out);
            }
            case 12 -> lockout(begin(out, 12));
            default -> {
                return false;
            }
        }
        out.deferred();
        return true;
    }

    private static NdrWriter begin(NdrWriter out, int informationClass) {
        return out.referent().u16(informationClass).align(4);
    }

    private static void general(NdrWriter out, Domain domain, List<Account> accounts) {
        UserInformation.time(out, NEVER);
        out.unicodeString("").unicodeString(domain.name()).unicodeString("");
        UserInformation.time(out, 0);
        out.u32(ENABLED).u32(ROLE_PRIMARY).u8(0);
        out.u32(count(accounts, SidUse.USER)).u32(count(accounts, SidUse.GROUP));
        out.u32(count(accounts, SidUse.ALIAS));
    }

    private static void lockout(NdrWriter out) {
        out.u64(NEVER).u64(NEVER).u16(0);
    }

    private static long count(List<Account> accounts, SidUse use) {
        return accounts.stream().filter(a -> a.use() == use).count();
    }
}
