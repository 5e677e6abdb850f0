package io.onehop.client.connection;

import io.onehop.wire.ntlm.NtHash;

/**
 * Who logs on.
 *
 * @param domain may be empty
 * @param ntHash as of {@link NtHash}
 */
public record Credentials(String domain, String user, byte[] ntHash) {
    /** From a name such as {@code user} or {@code DOMAIN\\user} and a password. */
    public static Credentials of(String user, String password) {
        int slash = Math.max(user.indexOf('\\'), user.indexOf('/'));
        return new Credentials(
                slash < 0 ? "" : user.substring(0, slash),
                user.substring(slash + 1),
                NtHash.of(password));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return domain.isEmpty() ? user : domain + '\\' + user;
    }
}
