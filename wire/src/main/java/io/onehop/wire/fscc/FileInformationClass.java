package io.onehop.wire.fscc;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The information classes of files that can be queried or set remotely. [MS-FSCC] 2.4 */
public enum FileInformationClass {
    DIRECTORY(1),
    FULL_DIRECTORY(2),
    BOTH_DIRECTORY(3),
    BASIC(4),
    STANDARD(5),
    INTERNAL(6),
    EA(7),
    ACCESS(8),
    NAME(9),
    RENAME(10),
    LINK(11),
    NAMES(12),
    DISPOSITION(13),
    POSITION(14),
    FULL_EA(15),
    MODE(16),
    ALIGNMENT(17),
    ALL(18),
    ALLOCATION(19),
    END_OF_FILE(20),
    ALTERNATE_NAME(21),
    STREAM(22),
    PIPE(23),
    PIPE_LOCAL(24),
    PIPE_REMOTE(25),
    COMPRESSION(28),
    QUOTA(32),
    NETWORK_OPEN(34),
    ATTRIBUTE_TAG(35),
    ID_BOTH_DIRECTORY(37),
    ID_FULL_DIRECTORY(38),
    VALID_DATA_LENGTH(39),
    SHORT_NAME(40),
    NORMALIZED_NAME(48),
    ID(59),
    ID_EXTD_DIRECTORY(60),
    DISPOSITION_EX(64),
    RENAME_EX(65),
    ID_64_EXTD_DIRECTORY(78),
    ID_64_EXTD_BOTH_DIRECTORY(79),
    ID_ALL_EXTD_DIRECTORY(80),
    ID_ALL_EXTD_BOTH_DIRECTORY(81);

    private static final Map<Integer, FileInformationClass> BY_LEVEL = new HashMap<>();

    static {
        for (FileInformationClass each : values()) {
            BY_LEVEL.put(each.level, each);
        }
    }

    private final int level;

    FileInformationClass(int level) {
        this.level = level;
    }

    public int level() {
        return level;
    }

    /** The class of a number, or null when there is none that can be used remotely. */
    public static @Nullable FileInformationClass of(int level) {
        return BY_LEVEL.get(level);
    }
}
