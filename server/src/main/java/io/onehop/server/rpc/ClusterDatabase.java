package io.onehop.server.rpc;

import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.UserState;
import io.onehop.rpc.lsarpc.SidUse;
import io.onehop.rpc.samr.AccountDatabase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The cluster's users, and the groups and aliases that their rights come from, as the security
 * account manager lists them. Thread safe.
 */
final class ClusterDatabase implements AccountDatabase {
    private static final Domain BUILTIN = new Domain("Builtin", "S-1-5-32");
    private static final int DOMAIN_ADMINS = 512;
    private static final int DOMAIN_USERS = 513;
    private static final int ADMINISTRATORS = 544;
    private static final int USERS = 545;

    private final ClusterView cluster;

    ClusterDatabase(ClusterView cluster) {
        this.cluster = cluster;
    }

    @Override
    public Domain accountDomain() {
        ClusterState state = cluster.state();
        return new Domain(state.fileServerName(), state.domainSid());
    }

    @Override
    public Domain builtinDomain() {
        return BUILTIN;
    }

    @Override
    public List<Account> accounts(Domain domain) {
        ClusterState state = cluster.state();
        List<Account> all = new ArrayList<>();
        if (domain.equals(BUILTIN)) {
            all.add(alias(ADMINISTRATORS, "Administrators", state.domainSid(), DOMAIN_ADMINS));
            all.add(alias(USERS, "Users", state.domainSid(), DOMAIN_USERS));
        } else {
            for (UserState user : state.users().values()) {
                all.add(
                        new Account(
                                SidUse.USER,
                                user.relativeId(),
                                user.name(),
                                "",
                                List.of(),
                                user.enabled()));
            }
            all.add(group(state, DOMAIN_ADMINS, "Domain Admins", UserState::administrator));
            all.add(group(state, DOMAIN_USERS, "Domain Users", user -> true));
        }
        all.sort(Comparator.comparing(Account::name, String.CASE_INSENSITIVE_ORDER));
        return all;
    }

    private static Account group(
            ClusterState state, int relativeId, String name, Predicate<UserState> member) {
        List<String> members =
                state.users().values().stream()
                        .filter(member)
                        .map(user -> state.domainSid() + "-" + user.relativeId())
                        .toList();
        return new Account(SidUse.GROUP, relativeId, name, "", members, true);
    }

    private static Account alias(int relativeId, String name, String domainSid, int member) {
        return new Account(
                SidUse.ALIAS, relativeId, name, "", List.of(domainSid + "-" + member), true);
    }
}
