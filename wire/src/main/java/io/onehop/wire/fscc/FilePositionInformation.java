package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.40: the position that the client keeps with an open. */
public record FilePositionInformation(long currentByteOffset) implements Information {
    public static FilePositionInformation decode(WireReader in) throws MalformedMessageException {
        long currentByteOffset = in.i64();
        return new FilePositionInformation(currentByteOffset);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(currentByteOffset);
    }
}
