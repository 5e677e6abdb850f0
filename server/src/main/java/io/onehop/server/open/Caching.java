package io.onehop.server.open;

import io.onehop.wire.smb2.OplockBreak;

/**
 * What a client may cache: combinations of read (1), handle (2) and write (4) caching, as leases
 * name them. Oplocks are the same combinations: level II is R, exclusive is RW, batch is RWH.
 * [MS-SMB2] 2.2.13.2.8
 */
public final class Caching {
    public static final int NONE = OplockBreak.LEASE_NONE;
    public static final int R = OplockBreak.LEASE_READ_CACHING;
    public static final int H = OplockBreak.LEASE_HANDLE_CACHING;
    public static final int W = OplockBreak.LEASE_WRITE_CACHING;

    private Caching() {}

    /** The state that stands for an oplock level; unknown levels are NONE. */
    public static int ofLevel(int oplockLevel) {
        return switch (oplockLevel) {
            case OplockBreak.LEVEL_II -> R;
            case OplockBreak.LEVEL_EXCLUSIVE -> R | W;
            case OplockBreak.LEVEL_BATCH -> R | W | H;
            default -> NONE;
        };
    }

    /** The oplock level of a state. */
    public static int toLevel(int state) {
        if ((state & W) != 0) {
            return (state & H) != 0 ? OplockBreak.LEVEL_BATCH : OplockBreak.LEVEL_EXCLUSIVE;
        }
        return (state & R) != 0 ? OplockBreak.LEVEL_II : OplockBreak.LEVEL_NONE;
    }

    /** Letters for people: "RWH", "R", "". */
    public static String letters(int state) {
        return ((state & R) != 0 ? "R" : "")
                + ((state & W) != 0 ? "W" : "")
                + ((state & H) != 0 ? "H" : "");
    }
}
