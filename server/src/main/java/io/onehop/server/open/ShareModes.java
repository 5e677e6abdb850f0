package io.onehop.server.open;

import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Which opens of one file can be together. Pure. [MS-FSA] 2.1.5.1.2.2 */
public final class ShareModes {
    private static final int READING = AccessMask.FILE_READ_DATA | AccessMask.FILE_EXECUTE;
    private static final int WRITING = AccessMask.FILE_WRITE_DATA | AccessMask.FILE_APPEND_DATA;

    private ShareModes() {}

    /**
     * Whether two opens of one stream are in each other's way; the order does not matter.
     *
     * @param access granted to one
     * @param share FILE_SHARE_ flags of the one
     * @param otherAccess granted to the other
     * @param otherShare FILE_SHARE_ flags of the other
     */
    public static boolean conflict(int access, int share, int otherAccess, int otherShare) {
        if ((access & OpenMode.DATA) == 0 || (otherAccess & OpenMode.DATA) == 0) {
            return false;
        }
        return !permits(share, otherAccess) || !permits(otherShare, access);
    }

    /**
     * Whether opens of different streams of one file are in each other's way: deleting the unnamed
     * stream or the directory deletes all streams with it. [MS-FSA] 2.1.5.1.2.1
     */
    public static boolean deletionConflict(OpenMode one, OpenMode other) {
        return (preventsDeletion(one) && deletes(other))
                || (preventsDeletion(other) && deletes(one));
    }

    /**
     * The first of a file's opens that keeps another out of a stream, or null.
     *
     * @param mode of the one that wants in
     */
    static @Nullable Open refuser(OpenMode mode, SharedStream stream, Collection<Open> opens) {
        for (Open other : opens) {
            OpenMode theirs = other.mode();
            boolean refuses =
                    other.stream() == stream
                            ? conflict(
                                    mode.grantedAccess(),
                                    mode.shareAccess(),
                                    theirs.grantedAccess(),
                                    theirs.shareAccess())
                            : deletionConflict(mode, theirs);
            if (refuses) {
                return other;
            }
        }
        return null;
    }

    private static boolean preventsDeletion(OpenMode mode) {
        return (mode.shareAccess() & Create.FILE_SHARE_DELETE) == 0 && mode.hasAny(OpenMode.DATA);
    }

    private static boolean deletes(OpenMode mode) {
        return mode.isPrimary() && mode.hasAny(AccessMask.DELETE);
    }

    private static boolean permits(int share, int access) {
        return ((share & Create.FILE_SHARE_READ) != 0 || (access & READING) == 0)
                && ((share & Create.FILE_SHARE_WRITE) != 0 || (access & WRITING) == 0)
                && ((share & Create.FILE_SHARE_DELETE) != 0 || (access & AccessMask.DELETE) == 0);
    }
}
