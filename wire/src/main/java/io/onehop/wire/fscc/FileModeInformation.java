package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.31: the mode bits of the create options. */
public record FileModeInformation(int mode) implements Information {
    public static final int WRITE_THROUGH = 0x2;
    public static final int SEQUENTIAL_ONLY = 0x4;
    public static final int NO_INTERMEDIATE_BUFFERING = 0x8;
    public static final int SYNCHRONOUS_IO_ALERT = 0x10;
    public static final int SYNCHRONOUS_IO_NONALERT = 0x20;
    public static final int DELETE_ON_CLOSE = 0x1000;

    /** The bits that a query may answer. */
    public static final int ALL =
            WRITE_THROUGH
                    | SEQUENTIAL_ONLY
                    | NO_INTERMEDIATE_BUFFERING
                    | SYNCHRONOUS_IO_ALERT
                    | SYNCHRONOUS_IO_NONALERT
                    | DELETE_ON_CLOSE;

    public static FileModeInformation decode(WireReader in) throws MalformedMessageException {
        int mode = in.i32();
        return new FileModeInformation(mode);
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(mode);
    }
}
