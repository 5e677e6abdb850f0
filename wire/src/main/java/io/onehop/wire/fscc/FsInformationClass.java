package io.onehop.wire.fscc;

import org.jspecify.annotations.Nullable;

/** The information classes of file systems, in the order of their numbers. [MS-FSCC] 2.5 */
public enum FsInformationClass {
    VOLUME(1),
    LABEL(2),
    SIZE(3),
    DEVICE(4),
    ATTRIBUTE(5),
    CONTROL(6),
    FULL_SIZE(7),
    OBJECT_ID(8),
    DRIVER_PATH(9),
    VOLUME_FLAGS(10),
    SECTOR_SIZE(11);

    private final int level;

    FsInformationClass(int level) {
        this.level = level;
    }

    public int level() {
        return level;
    }

    /** The class of a number, or null. */
    public static @Nullable FsInformationClass of(int level) {
        for (FsInformationClass each : values()) {
            if (each.level == level) {
                return each;
            }
        }
        return null;
    }
}
