package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.14: the new size in bytes. */
public record FileEndOfFileInformation(long endOfFile) implements Information {
    public static FileEndOfFileInformation decode(WireReader in) throws MalformedMessageException {
        long endOfFile = in.i64();
        return new FileEndOfFileInformation(endOfFile);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(endOfFile);
    }
}
