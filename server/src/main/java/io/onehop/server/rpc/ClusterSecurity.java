package io.onehop.server.rpc;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.UserState;
import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.SecurityContext;
import io.onehop.rpc.SecurityProvider;
import io.onehop.rpc.SpnegoSecurityContext;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.wire.ntlm.NtlmServer;
import io.onehop.wire.spnego.SpnegoServer;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates RPC clients over TCP as users of the cluster, by SPNEGO or plain NTLM. Thread safe.
 */
public final class ClusterSecurity implements SecurityProvider {
    private static final int AUTH_TYPE_SPNEGO = 9;
    private static final int AUTH_TYPE_NTLM = 10;

    private final ClusterView cluster;
    private final TimeSource time;
    private final SecureRandom random = new SecureRandom();

    public ClusterSecurity(ClusterView cluster, TimeSource time) {
        this.cluster = cluster;
        this.time = time;
    }

    @Override
    public @Nullable SecurityContext accept(int authType, AuthLevel level) {
        if (authType != AUTH_TYPE_SPNEGO && authType != AUTH_TYPE_NTLM) {
            return null;
        }
        ClusterState state = cluster.state();
        String name = state.fileServerName();
        NtlmServer.Names names =
                new NtlmServer.Names(name, name, state.fileServerFqdn(), state.dnsDomain());
        NtlmServer ntlm =
                new NtlmServer(
                        names, (user, domain) -> ntHash(cluster.state(), user), time, random);
        return SpnegoSecurityContext.server(
                new SpnegoServer(ntlm),
                identity -> caller(cluster.state(), identity.user()),
                level.compareTo(AuthLevel.CONNECT) > 0);
    }

    private static byte @Nullable [] ntHash(ClusterState state, String user) {
        return state.user(user)
                .filter(UserState::enabled)
                .map(u -> HexFormat.of().parseHex(u.ntHash()))
                .orElse(null);
    }

    private static @Nullable RpcCaller caller(ClusterState state, String user) {
        return state.user(user)
                .map(
                        u ->
                                new RpcCaller(
                                        state.fileServerName(),
                                        u.name(),
                                        state.domainSid() + "-" + u.relativeId(),
                                        false,
                                        u.administrator()))
                .orElse(null);
    }
}
