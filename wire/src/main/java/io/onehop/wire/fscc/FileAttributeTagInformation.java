package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.6: attributes and, of a reparse point, its tag. */
public record FileAttributeTagInformation(int fileAttributes, int reparseTag)
        implements Information {
    public static FileAttributeTagInformation decode(WireReader in)
            throws MalformedMessageException {
        int fileAttributes = in.i32();
        int reparseTag = in.i32();
        return new FileAttributeTagInformation(fileAttributes, reparseTag);
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(fileAttributes);
        out.u32(reparseTag);
    }
}
