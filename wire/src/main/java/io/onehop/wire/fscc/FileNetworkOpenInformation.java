package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.34: what an open answers, at once. */
public record FileNetworkOpenInformation(
        long creationTime,
        long lastAccessTime,
        long lastWriteTime,
        long changeTime,
        long allocationSize,
        long endOfFile,
        int fileAttributes)
        implements Information {
    public static FileNetworkOpenInformation decode(WireReader in)
            throws MalformedMessageException {
        long creationTime = in.i64();
        long lastAccessTime = in.i64();
        long lastWriteTime = in.i64();
        long changeTime = in.i64();
        long allocationSize = in.i64();
        long endOfFile = in.i64();
        int fileAttributes = in.i32();
        in.skip(4);
        return new FileNetworkOpenInformation(
                creationTime,
                lastAccessTime,
                lastWriteTime,
                changeTime,
                allocationSize,
                endOfFile,
                fileAttributes);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(creationTime);
        out.u64(lastAccessTime);
        out.u64(lastWriteTime);
        out.u64(changeTime);
        out.u64(allocationSize);
        out.u64(endOfFile);
        out.u32(fileAttributes);
        out.zero(4);
    }
}
