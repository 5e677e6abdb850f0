package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.1: the rights that the open was granted. */
public record FileAccessInformation(int accessFlags) implements Information {
    public static FileAccessInformation decode(WireReader in) throws MalformedMessageException {
        int accessFlags = in.i32();
        return new FileAccessInformation(accessFlags);
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(accessFlags);
    }
}
