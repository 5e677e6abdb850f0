package io.onehop.cluster.state;

/**
 * The right of one machine to join once.
 *
 * @param id what the joining node names it by
 * @param secretHash SHA-256 of the secret as hexadecimal digits
 * @param expiresAtEpochSeconds wall-clock time after which it is refused
 */
public record JoinToken(String id, String secretHash, long expiresAtEpochSeconds) {}
