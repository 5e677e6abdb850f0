package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.13: bytes that the extended attributes take. */
public record FileEaInformation(int eaSize) implements Information {
    public static FileEaInformation decode(WireReader in) throws MalformedMessageException {
        int eaSize = in.i32();
        return new FileEaInformation(eaSize);
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(eaSize);
    }
}
