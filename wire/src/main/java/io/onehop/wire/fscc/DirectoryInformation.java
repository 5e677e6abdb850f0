package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a directory listing, whatever its information class; a class writes those fields
 * that it has. [MS-FSCC] 2.4.8, 2.4.10, 2.4.15, 2.4.18 to 2.4.24, 2.4.33
 *
 * @param reparseTag 0 when it is no reparse point; takes the place of {@code eaSize} in classes
 *     without a field for it
 * @param shortName the 8.3 name, or empty
 */
public record DirectoryInformation(
        FileNetworkOpenInformation file,
        int eaSize,
        int reparseTag,
        long fileId,
        String shortName,
        String fileName) {
    /** Alignment of the entries of a list in bytes. */
    public static final int ALIGNMENT = 8;

    private static final int MAX_ENTRIES = 1 << 20;
    private static final int SHORT_NAME_BYTES = 24;
    private static final int ATTRIBUTE_REPARSE_POINT = 0x400;

    /** The information classes of listings: which fields follow the common ones, in which order. */
    public enum Layout {
        DIRECTORY(FileInformationClass.DIRECTORY),
        FULL(FileInformationClass.FULL_DIRECTORY, Part.EA_OR_TAG),
        ID_FULL(
                FileInformationClass.ID_FULL_DIRECTORY,
                Part.EA_OR_TAG,
                Part.RESERVED_4,
                Part.FILE_ID),
        BOTH(FileInformationClass.BOTH_DIRECTORY, Part.EA_OR_TAG, Part.SHORT_NAME),
        ID_BOTH(
                FileInformationClass.ID_BOTH_DIRECTORY,
                Part.EA_OR_TAG,
                Part.SHORT_NAME,
                Part.RESERVED_2,
                Part.FILE_ID),
        NAMES(FileInformationClass.NAMES),
        ID_EXTD(
                FileInformationClass.ID_EXTD_DIRECTORY,
                Part.EA,
                Part.REPARSE_TAG,
                Part.FILE_ID_128),
        ID_64_EXTD(
                FileInformationClass.ID_64_EXTD_DIRECTORY, Part.EA, Part.REPARSE_TAG, Part.FILE_ID),
        ID_64_EXTD_BOTH(
                FileInformationClass.ID_64_EXTD_BOTH_DIRECTORY,
                Part.EA,
                Part.REPARSE_TAG,
                Part.FILE_ID,
                Part.SHORT_NAME),
        ID_ALL_EXTD(
                FileInformationClass.ID_ALL_EXTD_DIRECTORY,
                Part.EA,
                Part.REPARSE_TAG,
                Part.FILE_ID,
                Part.FILE_ID_128),
        ID_ALL_EXTD_BOTH(
                FileInformationClass.ID_ALL_EXTD_BOTH_DIRECTORY,
                Part.EA,
                Part.REPARSE_TAG,
                Part.FILE_ID,
                Part.FILE_ID_128,
                Part.SHORT_NAME);

        private final FileInformationClass informationClass;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<Part> parts;

        Layout(FileInformationClass informationClass, Part... parts) {
            this.informationClass = informationClass;
            this.parts = List.of(parts);
        }

        /** The layout of a class that lists directories, or null for any other. */
        public static @Nullable Layout of(int level) {
            for (Layout layout : values()) {
                if (layout.informationClass.level() == level) {
                    return layout;
                }
            }
            return null;
        }

        public int level() {
            return informationClass.level();
        }

        public boolean hasShortName() {
            return parts.contains(Part.SHORT_NAME);
        }

        /** Bytes of an entry before its name. */
        public int fixedBytes() {
            if (this == NAMES) {
                return 12;
            }
            return 64 + parts.stream().mapToInt(part -> part.lengthBytes).sum();
        }
    }

    /** The fields that classes may have after the common ones. */
    private enum Part {
        EA_OR_TAG(4),
        EA(4),
        REPARSE_TAG(4),
        RESERVED_2(2),
        RESERVED_4(4),
        FILE_ID(8),
        FILE_ID_128(16),
        SHORT_NAME(2 + SHORT_NAME_BYTES);

        private final int lengthBytes;

        Part(int lengthBytes) {
            this.lengthBytes = lengthBytes;
        }
    }

    /** Writes one entry of an {@link EntryChain}. */
    public void encode(Layout layout, WireWriter out) {
        out.u32(0).u32(0);
        if (layout != Layout.NAMES) {
            out.u64(file.creationTime()).u64(file.lastAccessTime()).u64(file.lastWriteTime());
            out.u64(file.changeTime()).u64(file.endOfFile()).u64(file.allocationSize());
            out.u32(file.fileAttributes());
        }
        out.u32(2L * fileName.length());
        layout.parts.forEach(part -> encode(part, out));
        out.utf16(fileName);
    }

    private void encode(Part part, WireWriter out) {
        switch (part) {
            case EA_OR_TAG -> out.u32(isReparsePoint() ? reparseTag : eaSize);
            case EA -> out.u32(eaSize);
            case REPARSE_TAG -> out.u32(isReparsePoint() ? reparseTag : 0);
            case RESERVED_2, RESERVED_4 -> out.zero(part.lengthBytes);
            case FILE_ID -> out.u64(fileId);
            case FILE_ID_128 -> out.u64(fileId).u64(0);
            case SHORT_NAME -> {
                int bytes = 2 * shortName.length();
                out.u8(bytes).u8(0).utf16(shortName).zero(SHORT_NAME_BYTES - bytes);
            }
        }
    }

    private boolean isReparsePoint() {
        return (file.fileAttributes() & ATTRIBUTE_REPARSE_POINT) != 0;
    }

    /** Reads all entries of a listing; fields that the class has not are 0 or empty. */
    public static List<DirectoryInformation> decodeList(Layout layout, WireReader in)
            throws MalformedMessageException {
        return EntryChain.decode(in, MAX_ENTRIES, entry -> decode(layout, entry));
    }

    private static DirectoryInformation decode(Layout layout, WireReader in)
            throws MalformedMessageException {
        in.skip(8);
        FileNetworkOpenInformation file = new FileNetworkOpenInformation(0, 0, 0, 0, 0, 0, 0);
        if (layout != Layout.NAMES) {
            long creation = in.i64();
            long access = in.i64();
            long write = in.i64();
            long change = in.i64();
            long endOfFile = in.i64();
            file =
                    new FileNetworkOpenInformation(
                            creation, access, write, change, in.i64(), endOfFile, in.i32());
        }
        long nameLength = in.u32();
        int eaSize = 0;
        int reparseTag = 0;
        long fileId = 0;
        String shortName = "";
        for (Part part : layout.parts) {
            switch (part) {
                case EA_OR_TAG -> {
                    int value = in.i32();
                    boolean tag = (file.fileAttributes() & ATTRIBUTE_REPARSE_POINT) != 0;
                    reparseTag = tag ? value : 0;
                    eaSize = tag ? 0 : value;
                }
                case EA -> eaSize = in.i32();
                case REPARSE_TAG -> reparseTag = in.i32();
                case RESERVED_2, RESERVED_4 -> in.skip(part.lengthBytes);
                case FILE_ID -> fileId = in.i64();
                case FILE_ID_128 -> {
                    fileId = in.i64();
                    in.skip(8);
                }
                case SHORT_NAME -> {
                    int length = in.u8();
                    in.skip(1);
                    WireReader field = new WireReader(in.slice(SHORT_NAME_BYTES));
                    shortName = field.utf16(length);
                }
            }
        }
        return new DirectoryInformation(
                file,
                eaSize,
                reparseTag,
                fileId,
                shortName,
                FileNameInformation.readName(in, nameLength));
    }
}
