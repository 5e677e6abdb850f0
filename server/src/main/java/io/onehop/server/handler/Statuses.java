package io.onehop.server.handler;

import io.onehop.volume.VolumeException;
import io.onehop.wire.smb2.NtStatus;

/** The one place where a volume's reason becomes a status. [MS-ERREF] 2.3.1 */
public final class Statuses {
    private Statuses() {}

    public static NtStatus of(VolumeException.Reason reason) {
        return switch (reason) {
            case NAME_NOT_FOUND, STREAM_NOT_FOUND -> NtStatus.OBJECT_NAME_NOT_FOUND;
            case PATH_NOT_FOUND -> NtStatus.OBJECT_PATH_NOT_FOUND;
            case NAME_EXISTS -> NtStatus.OBJECT_NAME_COLLISION;
            case NAME_INVALID -> NtStatus.OBJECT_NAME_INVALID;
            case IS_A_DIRECTORY -> NtStatus.FILE_IS_A_DIRECTORY;
            case NOT_A_DIRECTORY -> NtStatus.NOT_A_DIRECTORY;
            case DIRECTORY_NOT_EMPTY -> NtStatus.DIRECTORY_NOT_EMPTY;
            // Only a CREATE may say where a link leads.
            case REPARSE_POINT -> NtStatus.OBJECT_PATH_NOT_FOUND;
            case NO_SPACE -> NtStatus.DISK_FULL;
            case TOO_LARGE -> NtStatus.INVALID_PARAMETER;
            case TOO_MANY_LINKS -> NtStatus.TOO_MANY_LINKS;
            case TOO_MANY_OPEN_FILES -> NtStatus.TOO_MANY_OPENED_FILES;
            case NOT_SAME_VOLUME -> NtStatus.NOT_SAME_DEVICE;
            case HOST_DENIED -> NtStatus.ACCESS_DENIED;
            case NOT_SUPPORTED -> NtStatus.NOT_SUPPORTED;
            case NOT_OWNER -> NtStatus.FILE_NOT_AVAILABLE;
            case IO_ERROR -> NtStatus.UNEXPECTED_IO_ERROR;
        };
    }
}
