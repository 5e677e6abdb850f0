package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.5.9: a volume's name and number. The time is a FILETIME. */
public record FileFsVolumeInformation(
        long volumeCreationTime, int volumeSerialNumber, String volumeLabel)
        implements Information {
    private static final int FIXED_BYTES = 18;

    public static FileFsVolumeInformation decode(WireReader in) throws MalformedMessageException {
        long time = in.i64();
        int serial = in.i32();
        long length = in.u32();
        in.skip(2);
        return new FileFsVolumeInformation(time, serial, FileNameInformation.readName(in, length));
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(volumeCreationTime).u32(volumeSerialNumber).u32(2L * volumeLabel.length());
        out.u8(0).u8(0).utf16(volumeLabel);
    }

    @Override
    public int leastBytes() {
        // The structure that C has: one character and padding to 8.
        return FIXED_BYTES + 6;
    }
}
