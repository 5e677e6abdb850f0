package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;

/** The command codes of the header. [MS-SMB2] 2.2.1.2. */
public enum Command {
    NEGOTIATE(0x00),
    SESSION_SETUP(0x01),
    LOGOFF(0x02),
    TREE_CONNECT(0x03),
    TREE_DISCONNECT(0x04),
    CREATE(0x05),
    CLOSE(0x06),
    FLUSH(0x07),
    READ(0x08),
    WRITE(0x09),
    LOCK(0x0A),
    IOCTL(0x0B),
    CANCEL(0x0C),
    ECHO(0x0D),
    QUERY_DIRECTORY(0x0E),
    CHANGE_NOTIFY(0x0F),
    QUERY_INFO(0x10),
    SET_INFO(0x11),
    OPLOCK_BREAK(0x12),
    SERVER_TO_CLIENT_NOTIFICATION(0x13);

    private static final Command[] VALUES = values();

    private final int code;

    Command(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static boolean isKnown(int code) {
        return code >= 0 && code < VALUES.length;
    }

    public static Command of(int code) throws MalformedMessageException {
        if (!isKnown(code)) {
            throw new MalformedMessageException("command " + code);
        }
        // Declared in the order of their codes, without gaps.
        return VALUES[code];
    }
}
