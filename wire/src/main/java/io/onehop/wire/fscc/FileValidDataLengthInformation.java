package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.50: bytes that hold data. */
public record FileValidDataLengthInformation(long validDataLength) implements Information {
    public static FileValidDataLengthInformation decode(WireReader in)
            throws MalformedMessageException {
        long validDataLength = in.i64();
        return new FileValidDataLengthInformation(validDataLength);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(validDataLength);
    }
}
