package io.onehop.node.admin;

import io.onehop.cluster.state.Ports;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The bodies of requests to the admin API, and of the answers that are no rows. */
public final class Bodies {
    private Bodies() {}

    public record NewVolume(
            @Nullable String name,
            @Nullable String path,
            boolean symmetric,
            @Nullable List<String> nodes,
            @Nullable List<String> preferred) {}

    public record Move(@Nullable String to) {}

    /** What came of a move. */
    public record Moved(String name, @Nullable String from, String owner, long tookMillis) {}

    /** A share, or what changes of it: null leaves a field as it is. */
    public record ShareBody(
            @Nullable String name,
            @Nullable String volume,
            @Nullable String kind,
            @Nullable String directory,
            @Nullable Boolean encrypt,
            @Nullable Boolean accessBased,
            @Nullable String comment,
            @Nullable List<Permission> access) {}

    /** A user's right on a share: none, read, change or full; the user "*" is everybody. */
    public record Permission(@Nullable String user, @Nullable String right) {}

    /** A user, or what changes of him: null leaves a field as it is. */
    public record UserBody(
            @Nullable String name,
            @Nullable String password,
            @Nullable Boolean administrator,
            @Nullable Boolean enabled) {
        @Override
        public String toString() {
            return "UserBody[" + name + "]";
        }
    }

    /** What the channels of a network's clients are confined to. */
    public record ConstraintBody(@Nullable String clients, @Nullable List<String> interfaces) {}

    public record Setting(@Nullable String value) {}

    public record WitnessMove(
            @Nullable String client, @Nullable String to, @Nullable String share) {}

    /** How many were told or closed. */
    public record Count(int count) {}

    /** A join ticket as text. */
    public record Ticket(String ticket, String expires) {}

    /** A machine's request to join; the secret is its whole right. */
    public record JoinRequest(
            @Nullable String tokenId,
            @Nullable String secret,
            @Nullable String name,
            @Nullable List<String> clientAddresses,
            @Nullable String clusterAddress,
            @Nullable Ports ports,
            @Nullable String certificateRequest) {
        @Override
        public String toString() {
            return "JoinRequest[" + name + "]";
        }
    }

    /** What a new member gets: all that the others have. */
    public record Welcome(
            UUID clusterId,
            String fileServerName,
            String dnsDomain,
            String certificate,
            String authority,
            String authorityKey,
            String adminToken,
            List<Peer> peers) {
        @Override
        public String toString() {
            return "Welcome[" + fileServerName + "]";
        }
    }

    /** Where a member answers. */
    public record Peer(String name, String address, int adminPort) {}
}
