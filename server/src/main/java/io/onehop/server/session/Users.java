package io.onehop.server.session;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.UserState;
import io.onehop.server.serve.Identity;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cluster's users as accounts and identities. [MS-DTYP] 2.4.2.4 has the well-known SIDs. */
final class Users {
    private static final String EVERYONE = "S-1-1-0";
    private static final String AUTHENTICATED_USERS = "S-1-5-11";
    private static final String NETWORK = "S-1-5-2";
    private static final String BUILTIN_USERS = "S-1-5-32-545";
    private static final String BUILTIN_ADMINISTRATORS = "S-1-5-32-544";
    private static final int DOMAIN_ADMINS = 512;
    private static final int DOMAIN_USERS = 513;

    private Users() {}

    /** The NT hash of a user who may log on, or null. */
    static byte @Nullable [] ntHash(ClusterState state, String name) {
        return enabled(state, name)
                .map(user -> HexFormat.of().parseHex(user.ntHash()))
                .orElse(null);
    }

    static Optional<UserState> enabled(ClusterState state, String name) {
        return state.user(name).filter(UserState::enabled);
    }

    static Identity identity(ClusterState state, UserState user) {
        String domain = state.domainSid();
        Set<String> groups = new HashSet<>();
        groups.add(EVERYONE);
        groups.add(AUTHENTICATED_USERS);
        groups.add(NETWORK);
        groups.add(BUILTIN_USERS);
        groups.add(domain + "-" + DOMAIN_USERS);
        if (user.administrator()) {
            groups.add(BUILTIN_ADMINISTRATORS);
            groups.add(domain + "-" + DOMAIN_ADMINS);
        }
        return new Identity(
                user.name(),
                state.fileServerName(),
                domain + "-" + user.relativeId(),
                groups,
                user.administrator());
    }
}
