package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.3: 0 is byte alignment. */
public record FileAlignmentInformation(int alignmentRequirement) implements Information {
    public static FileAlignmentInformation decode(WireReader in) throws MalformedMessageException {
        int alignmentRequirement = in.i32();
        return new FileAlignmentInformation(alignmentRequirement);
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(alignmentRequirement);
    }
}
