package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * What CREATE and CLOSE answer about a file, in the order of [MS-SMB2] 2.2.14 and 2.2.16. Times are
 * FILETIMEs, sizes are bytes.
 */
public record OpenInformation(
        long creationTime,
        long lastAccessTime,
        long lastWriteTime,
        long changeTime,
        long allocationSize,
        long endOfFile,
        int fileAttributes) {
    /** What CLOSE answers when it was not asked for attributes. */
    public static final OpenInformation NONE = new OpenInformation(0, 0, 0, 0, 0, 0, 0);

    static OpenInformation decode(WireReader in) throws MalformedMessageException {
        return new OpenInformation(
                in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i32());
    }

    void encode(WireWriter out) {
        out.u64(creationTime).u64(lastAccessTime).u64(lastWriteTime).u64(changeTime);
        out.u64(allocationSize).u64(endOfFile).u32(fileAttributes);
    }
}
