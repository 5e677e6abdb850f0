package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.11: whether the file is deleted at its last close. */
public record FileDispositionInformation(boolean deletePending) implements Information {
    public static FileDispositionInformation decode(WireReader in)
            throws MalformedMessageException {
        boolean deletePending = in.u8() != 0;
        return new FileDispositionInformation(deletePending);
    }

    @Override
    public void encode(WireWriter out) {
        out.u8(deletePending ? 1 : 0);
    }
}
