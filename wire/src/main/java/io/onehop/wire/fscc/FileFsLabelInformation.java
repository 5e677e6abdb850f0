package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.5.5: another name for a volume. */
public record FileFsLabelInformation(String volumeLabel) implements Information {
    public static FileFsLabelInformation decode(WireReader in) throws MalformedMessageException {
        return new FileFsLabelInformation(FileNameInformation.readName(in, in.u32()));
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(2L * volumeLabel.length()).utf16(volumeLabel);
    }
}
