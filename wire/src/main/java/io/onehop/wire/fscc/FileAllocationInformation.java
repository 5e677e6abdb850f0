package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.4: bytes to be reserved. */
public record FileAllocationInformation(long allocationSize) implements Information {
    public static FileAllocationInformation decode(WireReader in) throws MalformedMessageException {
        long allocationSize = in.i64();
        return new FileAllocationInformation(allocationSize);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(allocationSize);
    }
}
