package io.onehop.rpc.lsarpc;

import io.onehop.rpc.lsarpc.SecurityAuthority.Account;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The identifiers that are the same on every machine. [MS-DTYP] 2.4.2.4, [MS-LSAT] 3.1.1.1.1. */
final class WellKnownAccounts {
    private static final String NT = "NT AUTHORITY";

    private static final List<Account> ALL =
            List.of(
                    group("S-1-1-0", "Everyone", "", "S-1-1"),
                    group("S-1-3-0", "CREATOR OWNER", "", "S-1-3"),
                    group("S-1-3-1", "CREATOR GROUP", "", "S-1-3"),
                    group("S-1-3-4", "OWNER RIGHTS", "", "S-1-3"),
                    group("S-1-5-1", "DIALUP", NT, "S-1-5"),
                    group("S-1-5-2", "NETWORK", NT, "S-1-5"),
                    group("S-1-5-3", "BATCH", NT, "S-1-5"),
                    group("S-1-5-4", "INTERACTIVE", NT, "S-1-5"),
                    group("S-1-5-6", "SERVICE", NT, "S-1-5"),
                    group("S-1-5-7", "ANONYMOUS LOGON", NT, "S-1-5"),
                    group("S-1-5-10", "SELF", NT, "S-1-5"),
                    group("S-1-5-11", "Authenticated Users", NT, "S-1-5"),
                    group("S-1-5-12", "RESTRICTED", NT, "S-1-5"),
                    group("S-1-5-13", "TERMINAL SERVER USER", NT, "S-1-5"),
                    group("S-1-5-14", "REMOTE INTERACTIVE LOGON", NT, "S-1-5"),
                    group("S-1-5-18", "SYSTEM", NT, "S-1-5"),
                    group("S-1-5-19", "LOCAL SERVICE", NT, "S-1-5"),
                    group("S-1-5-20", "NETWORK SERVICE", NT, "S-1-5"),
                    alias("S-1-5-32-544", "Administrators"),
                    alias("S-1-5-32-545", "Users"),
                    alias("S-1-5-32-546", "Guests"),
                    alias("S-1-5-32-547", "Power Users"),
                    alias("S-1-5-32-550", "Print Operators"),
                    alias("S-1-5-32-551", "Backup Operators"),
                    new Account(SidUse.DOMAIN, "S-1-5-32", "BUILTIN", "BUILTIN", "S-1-5-32"));

    private WellKnownAccounts() {}

    static @Nullable Account bySid(String sid) {
        for (Account account : ALL) {
            if (account.sid().equals(sid)) {
                return account;
            }
        }
        return null;
    }

    static @Nullable Account byName(@Nullable String domain, String name) {
        for (Account account : ALL) {
            if (account.name().equalsIgnoreCase(name)
                    && (domain == null || account.domainName().equalsIgnoreCase(domain))) {
                return account;
            }
        }
        return null;
    }

    private static Account group(String sid, String name, String domain, String domainSid) {
        return new Account(SidUse.WELL_KNOWN_GROUP, sid, name, domain, domainSid);
    }

    private static Account alias(String sid, String name) {
        return new Account(SidUse.ALIAS, sid, name, "BUILTIN", "S-1-5-32");
    }
}
