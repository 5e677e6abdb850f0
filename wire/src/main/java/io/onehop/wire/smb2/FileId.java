package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** The identifier of an open. [MS-SMB2] 2.2.14.1. */
public record FileId(long persistentId, long volatileId) {
    /** No open, or, in a related request of a compound, the open of the request before it. */
    public static final FileId ANY = new FileId(-1, -1);

    public boolean isAny() {
        return equals(ANY);
    }

    public static FileId decode(WireReader in) throws MalformedMessageException {
        long persistentId = in.i64();
        return new FileId(persistentId, in.i64());
    }

    public void encode(WireWriter out) {
        out.u64(persistentId).u64(volatileId);
    }

    @Override
    public String toString() {
        return Long.toHexString(persistentId) + ":" + Long.toHexString(volatileId);
    }
}
