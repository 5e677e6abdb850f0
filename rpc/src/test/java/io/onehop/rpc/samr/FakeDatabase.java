package io.onehop.rpc.samr;

import io.onehop.rpc.lsarpc.SidUse;
import java.util.ArrayList;
import java.util.List;

/** Two users, two groups and one alias. */
final class FakeDatabase implements AccountDatabase {
    static final String SID = "S-1-5-21-1-2-3";

    final List<Account> users =
            new ArrayList<>(
                    List.of(
                            new Account(SidUse.USER, 1000, "ann", "", List.of(), true),
                            new Account(SidUse.USER, 1001, "bob", "", List.of(), false)));

    @Override
    public Domain accountDomain() {
        return new Domain("SOFS", SID);
    }

    @Override
    public Domain builtinDomain() {
        return new Domain("Builtin", "S-1-5-32");
    }

    @Override
    public List<Account> accounts(Domain domain) {
        if (domain.equals(builtinDomain())) {
            List<String> members = List.of(SID + "-512");
            return List.of(
                    new Account(SidUse.ALIAS, 544, "Administrators", "all of it", members, true));
        }
        List<Account> all = new ArrayList<>(users);
        all.add(group(512, "Domain Admins", SID + "-1000"));
        all.add(group(513, "Domain Users", SID + "-1000", SID + "-1001"));
        return all;
    }

    private static Account group(int relativeId, String name, String... members) {
        return new Account(SidUse.GROUP, relativeId, name, "", List.of(members), true);
    }
}
