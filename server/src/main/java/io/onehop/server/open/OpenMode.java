package io.onehop.server.open;

import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;

/**
 * How a file was opened. [MS-SMB2] 3.3.1.10
 *
 * @param grantedAccess rights as in {@link AccessMask}, never generic ones
 * @param shareAccess FILE_SHARE_ flags
 * @param createOptions of the request, as the server uses them
 * @param streamName without type; empty for the unnamed stream and for directories
 * @param directory whether the directory itself is open, not a stream
 */
public record OpenMode(
        int grantedAccess,
        int shareAccess,
        int createOptions,
        String streamName,
        boolean directory) {
    /** Rights that let an open touch data, so that share modes count for it. */
    static final int DATA =
            AccessMask.FILE_READ_DATA
                    | AccessMask.FILE_EXECUTE
                    | AccessMask.FILE_WRITE_DATA
                    | AccessMask.FILE_APPEND_DATA
                    | AccessMask.DELETE;

    /** Whether one of these rights was granted. */
    public boolean hasAny(int rights) {
        return (grantedAccess & rights) != 0;
    }

    public boolean hasOption(int option) {
        return (createOptions & option) != 0;
    }

    OpenMode with(int moreAccess) {
        return new OpenMode(
                grantedAccess | moreAccess, shareAccess, createOptions, streamName, directory);
    }

    OpenMode withStream(String name) {
        return new OpenMode(grantedAccess, shareAccess, createOptions, name, directory);
    }

    /** Whether it stands for the whole file: deleting it deletes the file. */
    boolean isPrimary() {
        return streamName.isEmpty();
    }

    /** Whether it touches attributes at most: what others cache does not mind it. */
    boolean isAttributesOnly() {
        int attributes =
                AccessMask.FILE_READ_ATTRIBUTES
                        | AccessMask.FILE_WRITE_ATTRIBUTES
                        | AccessMask.SYNCHRONIZE;
        return !hasAny(~attributes);
    }

    boolean deletesOnClose() {
        return hasOption(Create.FILE_DELETE_ON_CLOSE);
    }
}
