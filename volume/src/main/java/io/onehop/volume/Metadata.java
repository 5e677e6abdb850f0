package io.onehop.volume;

/**
 * What is known of a file or directory.
 *
 * @param fileId the same for all names of a file and as long as it exists, unique in its volume
 * @param creationTime FILETIME, as the other times
 * @param endOfFile size of the unnamed data stream in bytes; 0 for directories
 * @param allocationSize bytes that the unnamed data stream takes on the store
 * @param attributes FILE_ATTRIBUTE_ flags of [MS-FSCC] 2.6 with DIRECTORY and REPARSE_POINT right,
 *     never NORMAL
 * @param links names that the file has
 * @param reparseTag 0 when it is no reparse point
 * @param eaSize bytes as [MS-FSCC] 2.4.12 counts them; 0 when there are none
 */
public record Metadata(
        long fileId,
        long creationTime,
        long lastAccessTime,
        long lastWriteTime,
        long changeTime,
        long endOfFile,
        long allocationSize,
        int attributes,
        int links,
        int reparseTag,
        int eaSize) {
    public static final int READONLY = 0x1;
    public static final int HIDDEN = 0x2;
    public static final int SYSTEM = 0x4;
    public static final int DIRECTORY = 0x10;
    public static final int ARCHIVE = 0x20;
    public static final int NORMAL = 0x80;
    public static final int TEMPORARY = 0x100;
    public static final int SPARSE_FILE = 0x200;
    public static final int REPARSE_POINT = 0x400;
    public static final int COMPRESSED = 0x800;
    public static final int OFFLINE = 0x1000;
    public static final int NOT_CONTENT_INDEXED = 0x2000;

    /** The attributes that a client may set. */
    public static final int SETTABLE =
            READONLY | HIDDEN | SYSTEM | ARCHIVE | TEMPORARY | OFFLINE | NOT_CONTENT_INDEXED;

    public boolean isDirectory() {
        return (attributes & DIRECTORY) != 0;
    }

    /** The same with another ChangeTime. */
    public Metadata withChangeTime(long fileTime) {
        return new Metadata(
                fileId,
                creationTime,
                lastAccessTime,
                lastWriteTime,
                fileTime,
                endOfFile,
                allocationSize,
                attributes,
                links,
                reparseTag,
                eaSize);
    }
}
