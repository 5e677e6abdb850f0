package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.26: the 128-bit id; its upper half is 0. */
public record FileIdInformation(long volumeSerialNumber, long fileId) implements Information {
    public static FileIdInformation decode(WireReader in) throws MalformedMessageException {
        long volumeSerialNumber = in.i64();
        long fileId = in.i64();
        in.skip(8);
        return new FileIdInformation(volumeSerialNumber, fileId);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(volumeSerialNumber);
        out.u64(fileId).u64(0);
    }
}
