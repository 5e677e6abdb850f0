package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.5.10: what the volume is on. */
public record FileFsDeviceInformation(int deviceType, int characteristics) implements Information {
    /** DeviceType: a disk. */
    public static final int DISK = 7;

    /** Characteristics: a read-only device. */
    public static final int READ_ONLY_DEVICE = 0x2;

    /** Characteristics: mounted. */
    public static final int DEVICE_IS_MOUNTED = 0x20;

    public static FileFsDeviceInformation decode(WireReader in) throws MalformedMessageException {
        int deviceType = in.i32();
        int characteristics = in.i32();
        return new FileFsDeviceInformation(deviceType, characteristics);
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(deviceType);
        out.u32(characteristics);
    }
}
