package io.onehop.client.connection;

import io.onehop.wire.smb2.Dialect;
import java.util.ArrayList;
import java.util.List;

/**
 * What a connection offers and insists on.
 *
 * @param signs whether everything is signed even if the server does not require it
 * @param encrypts whether everything is encrypted; then a server that cannot is refused
 * @param connectMillis for the TCP connection
 * @param requestMillis within which the server has to answer, or say that it will; else the
 *     connection is given up
 */
public record ConnectionProfile(
        Dialect oldest,
        Dialect newest,
        boolean signs,
        boolean encrypts,
        int connectMillis,
        int requestMillis) {
    public static final ConnectionProfile DEFAULT =
            new ConnectionProfile(Dialect.SMB_2_0_2, Dialect.SMB_3_1_1, true, false, 3_000, 15_000);

    public ConnectionProfile {
        if (oldest.compareTo(newest) > 0) {
            throw new IllegalArgumentException("no dialect from " + oldest + " to " + newest);
        }
        if (encrypts && !newest.isSmb3()) {
            throw new IllegalArgumentException(newest + " cannot encrypt");
        }
    }

    public ConnectionProfile withDialects(Dialect from, Dialect to) {
        return new ConnectionProfile(from, to, signs, encrypts, connectMillis, requestMillis);
    }

    public ConnectionProfile withProtection(boolean sign, boolean encrypt) {
        return new ConnectionProfile(oldest, newest, sign, encrypt, connectMillis, requestMillis);
    }

    public ConnectionProfile withTimeouts(int forConnectMillis, int forRequestMillis) {
        return new ConnectionProfile(
                oldest, newest, signs, encrypts, forConnectMillis, forRequestMillis);
    }

    List<Integer> dialects() {
        List<Integer> out = new ArrayList<>();
        for (Dialect dialect : Dialect.values()) {
            if (dialect.compareTo(oldest) >= 0 && dialect.compareTo(newest) <= 0) {
                out.add(dialect.code());
            }
        }
        return out;
    }
}
