package io.onehop.client.connection;

import io.onehop.wire.smb2.TreeConnect;

/** A connected share. [MS-SMB2] 3.2.1.4. */
public record Tree(int id, String share, TreeConnect.Response answer) {
    public boolean has(int capability) {
        return (answer.capabilities() & capability) != 0;
    }

    /** Whether the share wants every request encrypted. */
    public boolean encrypted() {
        return (answer.shareFlags() & TreeConnect.SHAREFLAG_ENCRYPT_DATA) != 0;
    }
}
