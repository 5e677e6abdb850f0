package io.onehop.client.move;

import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.NtStatus;
import java.util.Set;

/**
 * What may be repeated. An operation is in doubt when it was sent and never answered, or answered
 * by a node that lost the owner in the midst of it. Pure.
 */
public final class Doubt {
    /** What a caller wanted; each says what happens when it is in doubt. */
    public enum Operation {
        /** Reads, listings and queries change nothing: repeated. */
        READ(Rule.REPEAT),
        /** The same bytes to the same place, on a handle that let nobody else write: repeated. */
        EXCLUSIVE_WRITE(Rule.REPEAT),
        /** Somebody else may have written since; repeating would undo that: reported. */
        SHARED_WRITE(Rule.REPORT),
        /** Repeated; whether writes of before are on stable storage is told by the file itself. */
        FLUSH(Rule.REPEAT),
        /** Opening what exists, or what may exist, leaves nothing behind: repeated. */
        OPEN(Rule.REPEAT),
        /** Only the first can create it. Repeated; then a collision is reported. */
        CREATE_NEW(Rule.LOOK),
        /** Repeated; a directory that then exists already is what was wanted. */
        MAKE_DIRECTORY(Rule.LOOK),
        /** Repeated; a name that is then gone already is what was wanted. */
        DELETE(Rule.LOOK),
        /** The file is looked for by its id at the new name, then at the old one. */
        RENAME(Rule.LOOK),
        /** Closing an open that died with its connection is done. */
        CLOSE(Rule.REPEAT);

        private final Rule rule;

        Operation(Rule rule) {
            this.rule = rule;
        }

        public Rule rule() {
            return rule;
        }
    }

    /** What to do with an operation in doubt. */
    public enum Rule {
        REPEAT,
        /** Repeat, and judge the second answer by knowing that there was a first attempt. */
        LOOK,
        REPORT
    }

    /** What a status says about where a handle lives. */
    public enum Loss {
        /** It is the operation's own result. */
        NONE,
        /** The open is gone: open the file again on the same connection. */
        HANDLE,
        /** The owner cannot be reached just now: wait, then as HANDLE. */
        OWNER,
        /** Session or tree are gone: connect again. */
        SESSION
    }

    private static final Set<NtStatus> SESSION =
            Set.of(
                    NtStatus.USER_SESSION_DELETED,
                    NtStatus.NETWORK_SESSION_EXPIRED,
                    NtStatus.NETWORK_NAME_DELETED);
    private static final Set<NtStatus> OWNER =
            Set.of(
                    NtStatus.FILE_NOT_AVAILABLE,
                    NtStatus.SERVER_UNAVAILABLE,
                    NtStatus.UNEXPECTED_NETWORK_ERROR);

    /**
     * What may stand in the way of a second open for a while: the first one, not yet cleaned up.
     */
    private static final Set<NtStatus> PASSING =
            Set.of(
                    NtStatus.SHARING_VIOLATION,
                    NtStatus.VOLUME_DISMOUNTED,
                    NtStatus.DEVICE_NOT_READY,
                    NtStatus.INSUFF_SERVER_RESOURCES);

    private Doubt() {}

    /** What an answer to a request on a share says. */
    public static Loss loss(NtStatus status) {
        if (SESSION.contains(status)) {
            return Loss.SESSION;
        }
        if (OWNER.contains(status)) {
            return Loss.OWNER;
        }
        return status.equals(NtStatus.FILE_CLOSED) ? Loss.HANDLE : Loss.NONE;
    }

    /**
     * Whether a node may answer so after it had passed the request on. [MS-SMB2] 3.3.4.4 knows no
     * such thing; our nodes answer SERVER_UNAVAILABLE to a CREATE and UNEXPECTED_NETWORK_ERROR to
     * the rest.
     */
    public static boolean leavesInDoubt(Command command, NtStatus status) {
        return status.equals(NtStatus.UNEXPECTED_NETWORK_ERROR)
                || (command == Command.CREATE && status.equals(NtStatus.SERVER_UNAVAILABLE));
    }

    /** Whether opening a file again may succeed a little later. */
    public static boolean passes(NtStatus status) {
        return loss(status) == Loss.OWNER || PASSING.contains(status);
    }
}
