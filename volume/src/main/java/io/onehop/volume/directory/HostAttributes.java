package io.onehop.volume.directory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The names of our extended attributes of the host, as the C library takes them. */
final class HostAttributes {
    static final MemorySegment ATTRIBUTES = name("attr");
    static final MemorySegment SECURITY = name("security");
    static final MemorySegment EXTENDED = name("ea");
    static final MemorySegment REPARSE = name("reparse");
    static final MemorySegment OBJECT_ID = name("objectid");
    static final MemorySegment PROBE = name("probe");

    private HostAttributes() {}

    private static MemorySegment name(String last) {
        return Arena.global().allocateFrom("user.onehop." + last);
    }
}
