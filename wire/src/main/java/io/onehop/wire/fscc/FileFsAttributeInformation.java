package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.5.1: what a file system can do. Flags by the specification's names. */
public record FileFsAttributeInformation(
        int fileSystemAttributes, int maximumComponentNameLength, String fileSystemName)
        implements Information {
    public static final int CASE_SENSITIVE_SEARCH = 0x1;
    public static final int CASE_PRESERVED_NAMES = 0x2;
    public static final int UNICODE_ON_DISK = 0x4;
    public static final int PERSISTENT_ACLS = 0x8;
    public static final int FILE_COMPRESSION = 0x10;
    public static final int VOLUME_QUOTAS = 0x20;
    public static final int SUPPORTS_SPARSE_FILES = 0x40;
    public static final int SUPPORTS_REPARSE_POINTS = 0x80;
    public static final int SUPPORTS_OBJECT_IDS = 0x1_0000;
    public static final int NAMED_STREAMS = 0x4_0000;
    public static final int READ_ONLY_VOLUME = 0x8_0000;
    public static final int SUPPORTS_HARD_LINKS = 0x40_0000;
    public static final int SUPPORTS_EXTENDED_ATTRIBUTES = 0x80_0000;
    public static final int SUPPORTS_BLOCK_REFCOUNTING = 0x0800_0000;

    private static final int FIXED_BYTES = 12;

    public static FileFsAttributeInformation decode(WireReader in)
            throws MalformedMessageException {
        int attributes = in.i32();
        int length = in.i32();
        return new FileFsAttributeInformation(
                attributes, length, FileNameInformation.readName(in, in.u32()));
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(fileSystemAttributes).u32(maximumComponentNameLength);
        out.u32(2L * fileSystemName.length()).utf16(fileSystemName);
    }

    @Override
    public int leastBytes() {
        // Room for one character, and padding to 4.
        return FIXED_BYTES + 4;
    }
}
