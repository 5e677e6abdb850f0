package io.onehop.rpc.samr;

import io.onehop.rpc.lsarpc.SidUse;
import java.util.List;

/** The accounts of this machine: snapshots, asked for by any thread. */
public interface AccountDatabase {
    record Domain(String name, String sid) {}

    /**
     * A user, a group, or an alias.
     *
     * @param members SIDs; of groups and aliases
     * @param enabled whether a user may log on
     */
    record Account(
            SidUse use,
            int relativeId,
            String name,
            String comment,
            List<String> members,
            boolean enabled) {
        public Account {
            members = List.copyOf(members);
        }
    }

    /** The domain of the users. */
    Domain accountDomain();

    /** The domain of the aliases that every machine has. */
    Domain builtinDomain();

    /** All accounts of one of the two, by name. */
    List<Account> accounts(Domain domain);
}
