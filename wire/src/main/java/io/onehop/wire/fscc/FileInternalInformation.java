package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.27: the 64-bit id. */
public record FileInternalInformation(long indexNumber) implements Information {
    public static FileInternalInformation decode(WireReader in) throws MalformedMessageException {
        long indexNumber = in.i64();
        return new FileInternalInformation(indexNumber);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(indexNumber);
    }
}
