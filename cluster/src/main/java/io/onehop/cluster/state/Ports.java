package io.onehop.cluster.state;

/**
 * The TCP ports that a node listens on.
 *
 * @param smb for clients
 * @param endpointMapper DCE/RPC endpoint mapper
 * @param witness the witness service
 * @param dns the responder for the file server name (UDP and TCP)
 * @param peer node to node: redirected I/O
 * @param raft node to node: the configuration group
 * @param admin the admin API
 */
public record Ports(
        int smb, int endpointMapper, int witness, int dns, int peer, int raft, int admin) {
    public static final Ports DEFAULTS = new Ports(445, 135, 7135, 53, 7445, 7446, 8445);

    /** Ports for use without root: offsets from a base. */
    public static Ports fromBase(int base) {
        return new Ports(base, base + 1, base + 2, base + 3, base + 4, base + 5, base + 6);
    }
}
