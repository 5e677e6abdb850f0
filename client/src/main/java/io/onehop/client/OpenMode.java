package io.onehop.client;

import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;

/**
 * How a file is opened.
 *
 * @param access as in [MS-SMB2] 2.2.13.1
 * @param share what others may do meanwhile; without FILE_SHARE_WRITE a write in doubt can be
 *     repeated
 * @param disposition what happens if the file exists, or does not
 */
public record OpenMode(int access, int share, int disposition, int options) {
    /** Reads an existing file; others may write it. */
    public static final OpenMode READ =
            new OpenMode(
                    AccessMask.FILE_GENERIC_READ,
                    Create.FILE_SHARE_READ | Create.FILE_SHARE_WRITE | Create.FILE_SHARE_DELETE,
                    Create.FILE_OPEN,
                    Create.FILE_NON_DIRECTORY_FILE);

    /** Reads and writes a file, made if it is not there; others may read it. */
    public static final OpenMode READ_WRITE =
            new OpenMode(
                    AccessMask.FILE_GENERIC_READ | AccessMask.FILE_GENERIC_WRITE,
                    Create.FILE_SHARE_READ,
                    Create.FILE_OPEN_IF,
                    Create.FILE_NON_DIRECTORY_FILE);

    /** Writes a file from its beginning, made or emptied; others may read it. */
    public static final OpenMode REPLACE = READ_WRITE.withDisposition(Create.FILE_OVERWRITE_IF);

    /** Writes a file that must not exist yet. */
    public static final OpenMode CREATE_NEW = READ_WRITE.withDisposition(Create.FILE_CREATE);

    public OpenMode withDisposition(int newDisposition) {
        return new OpenMode(access, share, newDisposition, options);
    }

    public OpenMode withShare(int newShare) {
        return new OpenMode(access, newShare, disposition, options);
    }

    /** Every write reaches stable storage before it is answered. */
    public OpenMode withWriteThrough() {
        return new OpenMode(access, share, disposition, options | Create.FILE_WRITE_THROUGH);
    }

    /** Whether nobody else can write meanwhile. */
    public boolean isExclusive() {
        return (share & Create.FILE_SHARE_WRITE) == 0;
    }

    boolean has(int option) {
        return (options & option) != 0;
    }
}
