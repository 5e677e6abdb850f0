package io.onehop.cluster.state;

/**
 * What an operator may choose for the whole cluster.
 *
 * @param signingRequired whether a session must sign
 * @param encryptionRequired whether every session must encrypt
 * @param balancer whether volumes are spread over nodes by themselves
 * @param leaseMillis how long a node may serve after it sent the last heartbeat that was confirmed;
 *     the leader gives a dead owner's volumes to others a little more than this after it last heard
 *     of it, or after its own election if that was later
 * @param settlingMillis a volume that moved is not moved again by the balancer within this time
 * @param anonymousSessions whether clients that do not say who they are may connect to IPC$, and
 *     hear the names of shares there; never more
 */
public record Settings(
        boolean signingRequired,
        boolean encryptionRequired,
        boolean balancer,
        int leaseMillis,
        int settlingMillis,
        boolean anonymousSessions) {
    public static final Settings DEFAULTS = new Settings(true, false, true, 2_000, 30_000, false);
}
