package io.onehop.volume.directory;

import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;

/** What the numbers mean by which the host refuses. */
final class HostErrors {
    private HostErrors() {}

    static VolumeException of(long answer, String call) {
        int errno = (int) -answer;
        return new VolumeException(reason(errno), call + " failed with errno " + errno);
    }

    static Reason reason(int errno) {
        return switch (errno) {
            case LinuxCalls.ENOENT -> Reason.NAME_NOT_FOUND;
            case LinuxCalls.EEXIST -> Reason.NAME_EXISTS;
            case LinuxCalls.ENOTDIR -> Reason.NOT_A_DIRECTORY;
            case LinuxCalls.EISDIR -> Reason.IS_A_DIRECTORY;
            case LinuxCalls.ENAMETOOLONG, 84 /* EILSEQ */ -> Reason.NAME_INVALID;
            case 39 /* ENOTEMPTY */ -> Reason.DIRECTORY_NOT_EMPTY;
            case LinuxCalls.ELOOP -> Reason.REPARSE_POINT;
            case LinuxCalls.EXDEV -> Reason.NOT_SAME_VOLUME;
            case LinuxCalls.ENOSPC, 122 /* EDQUOT */ -> Reason.NO_SPACE;
            case 27 /* EFBIG */, 75 /* EOVERFLOW */ -> Reason.TOO_LARGE;
            case 31 /* EMLINK */ -> Reason.TOO_MANY_LINKS;
            case 23 /* ENFILE */, 24 /* EMFILE */ -> Reason.TOO_MANY_OPEN_FILES;
            case LinuxCalls.EACCES,
                    LinuxCalls.EPERM,
                    LinuxCalls.EROFS,
                    LinuxCalls.ETXTBSY,
                    16 /* EBUSY */ ->
                    Reason.HOST_DENIED;
            case LinuxCalls.EOPNOTSUPP, LinuxCalls.ENOSYS -> Reason.NOT_SUPPORTED;
            // Numbers of the host are an open set: what is not known is a failure of the device.
            default -> Reason.IO_ERROR;
        };
    }
}
