package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.37: modes of a named pipe. */
public record FilePipeInformation(int readMode, int completionMode) implements Information {
    public static FilePipeInformation decode(WireReader in) throws MalformedMessageException {
        int readMode = in.i32();
        int completionMode = in.i32();
        return new FilePipeInformation(readMode, completionMode);
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(readMode);
        out.u32(completionMode);
    }
}
