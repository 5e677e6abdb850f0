package io.onehop.server.rpc;

import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.UserState;
import io.onehop.rpc.lsarpc.SecurityAuthority;
import io.onehop.rpc.lsarpc.SidUse;
import org.jspecify.annotations.Nullable;

/** The cluster's users and groups by name and by SID. Thread safe. */
final class ClusterAccounts implements SecurityAuthority {
    private static final int DOMAIN_ADMINS = 512;
    private static final int DOMAIN_USERS = 513;

    private final ClusterView cluster;

    ClusterAccounts(ClusterView cluster) {
        this.cluster = cluster;
    }

    @Override
    public Domain accountDomain() {
        ClusterState state = cluster.state();
        return new Domain(
                state.fileServerName(),
                state.domainSid(),
                state.dnsDomain(),
                "",
                state.clusterId());
    }

    @Override
    public Domain primaryDomain() {
        return accountDomain();
    }

    @Override
    public @Nullable Account byName(@Nullable String domain, String name) {
        ClusterState state = cluster.state();
        if (domain != null
                && !domain.isEmpty()
                && !domain.equalsIgnoreCase(state.fileServerName())) {
            return null;
        }
        if (name.equalsIgnoreCase("Domain Admins")) {
            return group(state, DOMAIN_ADMINS, "Domain Admins");
        }
        if (name.equalsIgnoreCase("Domain Users")) {
            return group(state, DOMAIN_USERS, "Domain Users");
        }
        return state.user(name).map(u -> user(state, u)).orElse(null);
    }

    @Override
    public @Nullable Account bySid(String sid) {
        ClusterState state = cluster.state();
        String prefix = state.domainSid() + "-";
        if (!sid.startsWith(prefix)) {
            return null;
        }
        String relative = sid.substring(prefix.length());
        if (relative.equals(String.valueOf(DOMAIN_ADMINS))) {
            return group(state, DOMAIN_ADMINS, "Domain Admins");
        }
        if (relative.equals(String.valueOf(DOMAIN_USERS))) {
            return group(state, DOMAIN_USERS, "Domain Users");
        }
        return state.users().values().stream()
                .filter(u -> relative.equals(String.valueOf(u.relativeId())))
                .findFirst()
                .map(u -> user(state, u))
                .orElse(null);
    }

    private static Account group(ClusterState state, int relativeId, String name) {
        return new Account(
                SidUse.GROUP,
                state.domainSid() + "-" + relativeId,
                name,
                state.fileServerName(),
                state.domainSid());
    }

    private static Account user(ClusterState state, UserState user) {
        return new Account(
                SidUse.USER,
                state.domainSid() + "-" + user.relativeId(),
                user.name(),
                state.fileServerName(),
                state.domainSid());
    }
}
