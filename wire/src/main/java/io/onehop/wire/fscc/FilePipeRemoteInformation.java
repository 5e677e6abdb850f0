package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.39: the remote end of a named pipe. */
public record FilePipeRemoteInformation(long collectDataTime, int maximumCollectionCount)
        implements Information {
    public static FilePipeRemoteInformation decode(WireReader in) throws MalformedMessageException {
        long collectDataTime = in.i64();
        int maximumCollectionCount = in.i32();
        return new FilePipeRemoteInformation(collectDataTime, maximumCollectionCount);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(collectDataTime);
        out.u32(maximumCollectionCount);
    }
}
