package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.7: times and attributes. */
public record FileBasicInformation(
        long creationTime,
        long lastAccessTime,
        long lastWriteTime,
        long changeTime,
        int fileAttributes)
        implements Information {
    /** In a SET: leaves the time as it is. */
    public static final long UNCHANGED = 0;

    /** In a SET: operations on this open do not change the time any more. */
    public static final long STOP_UPDATES = -1;

    /** In a SET: operations on this open change the time again. */
    public static final long RESUME_UPDATES = -2;

    public static FileBasicInformation decode(WireReader in) throws MalformedMessageException {
        long creationTime = in.i64();
        long lastAccessTime = in.i64();
        long lastWriteTime = in.i64();
        long changeTime = in.i64();
        int fileAttributes = in.i32();
        in.skip(4);
        return new FileBasicInformation(
                creationTime, lastAccessTime, lastWriteTime, changeTime, fileAttributes);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(creationTime);
        out.u64(lastAccessTime);
        out.u64(lastWriteTime);
        out.u64(changeTime);
        out.u32(fileAttributes);
        out.zero(4);
    }
}
