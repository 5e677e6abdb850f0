package io.onehop.server.handler;

import io.onehop.server.serve.SmbException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.NtStatus;

/** Checks of a CREATE that need nothing but its fields. [MS-FSA] 2.1.5.1 phase 1 */
final class CreateParameters {
    /** Options that a server takes away before it uses the others. [MS-SMB2] 3.3.5.9 */
    static final int CLEARED_OPTIONS =
            Create.FILE_COMPLETE_IF_OPLOCKED
                    | Create.FILE_SYNCHRONOUS_IO_ALERT
                    | Create.FILE_SYNCHRONOUS_IO_NONALERT
                    | Create.FILE_OPEN_FOR_FREE_SPACE_QUERY;

    private static final int UNKNOWN_OPTIONS = 0xFF00_0000;
    private static final int REFUSED_OPTIONS =
            Create.FILE_CREATE_TREE_CONNECTION
                    | Create.FILE_OPEN_BY_FILE_ID
                    | Create.FILE_RESERVE_OPFILTER;
    private static final int DIRECTORY_OPTIONS =
            Create.FILE_DIRECTORY_FILE
                    | Create.FILE_WRITE_THROUGH
                    | Create.FILE_OPEN_REMOTE_INSTANCE
                    | Create.FILE_OPEN_FOR_BACKUP_INTENT
                    | Create.FILE_DELETE_ON_CLOSE
                    | Create.FILE_NO_COMPRESSION
                    | Create.FILE_OPEN_REPARSE_POINT
                    | Create.FILE_OPEN_REQUIRING_OPLOCK
                    | Create.FILE_DISALLOW_EXCLUSIVE
                    | Create.FILE_OPEN_NO_RECALL
                    | Create.FILE_NO_EA_KNOWLEDGE;
    private static final int UNKNOWN_ATTRIBUTES = 0xFFFF_8048;
    private static final int UNKNOWN_ACCESS = 0x0CE0_FE00;
    private static final int ALL_SHARING =
            Create.FILE_SHARE_READ | Create.FILE_SHARE_WRITE | Create.FILE_SHARE_DELETE;

    private CreateParameters() {}

    static void check(Create.Request request) throws SmbException {
        int options = request.createOptions();
        int impersonation = request.impersonationLevel();
        if (impersonation < 0 || impersonation > Create.IMPERSONATION_DELEGATE) {
            throw new SmbException(NtStatus.BAD_IMPERSONATION_LEVEL);
        }
        int disposition = request.createDisposition();
        int desired = request.desiredAccess();
        if (desired == 0 || (desired & UNKNOWN_ACCESS) != 0) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
        if ((options & UNKNOWN_OPTIONS) != 0
                || (request.fileAttributes() & UNKNOWN_ATTRIBUTES) != 0
                || (request.shareAccess() & ~ALL_SHARING) != 0
                || disposition < Create.FILE_SUPERSEDE
                || disposition > Create.FILE_OVERWRITE_IF) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        if ((options & REFUSED_OPTIONS) != 0) {
            throw new SmbException(NtStatus.NOT_SUPPORTED);
        }
        int asked = AccessMask.mapGeneric(desired);
        int deleting = AccessMask.DELETE | AccessMask.MAXIMUM_ALLOWED;
        if ((options & Create.FILE_DELETE_ON_CLOSE) != 0 && (asked & deleting) == 0) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        if ((options & Create.FILE_DIRECTORY_FILE) != 0) {
            checkDirectory(options, disposition);
        }
    }

    private static void checkDirectory(int options, int disposition) throws SmbException {
        boolean known =
                (options & ~(DIRECTORY_OPTIONS | CLEARED_OPTIONS | HINTS)) == 0
                        && switch (disposition) {
                            case Create.FILE_CREATE, Create.FILE_OPEN, Create.FILE_OPEN_IF -> true;
                            default -> false;
                        };
        if (!known) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
    }

    /** Not for directories by the letter, yet servers take them. */
    private static final int HINTS = Create.FILE_SEQUENTIAL_ONLY | Create.FILE_RANDOM_ACCESS;
}
