package io.onehop.volume;

/** Why a volume did not do as it was asked. Has no stack trace unless it wraps the host's error. */
public final class VolumeException extends Exception {
    /** The reasons, each of which the server answers with one status. */
    public enum Reason {
        /** The last component does not exist. */
        NAME_NOT_FOUND,
        /** A component before the last does not exist or is no directory. */
        PATH_NOT_FOUND,
        NAME_EXISTS,
        NAME_INVALID,
        IS_A_DIRECTORY,
        NOT_A_DIRECTORY,
        DIRECTORY_NOT_EMPTY,
        STREAM_NOT_FOUND,
        /**
         * The path goes through a symbolic link or reparse point that the store does not follow.
         */
        REPARSE_POINT,
        NO_SPACE,
        TOO_LARGE,
        TOO_MANY_LINKS,
        /** This process, or the host, may open no more. */
        TOO_MANY_OPEN_FILES,
        NOT_SAME_VOLUME,
        /** The host refuses: permissions of the server process, read-only mount, immutable file. */
        HOST_DENIED,
        NOT_SUPPORTED,
        /** This node may not serve the volume (any more). */
        NOT_OWNER,
        /** The device failed. */
        IO_ERROR
    }

    private final Reason reason;

    public VolumeException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public VolumeException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
