package io.onehop.server.connection;

import io.onehop.base.Limits;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Header;
import java.nio.ByteBuffer;

/**
 * The few fields of requests that the receive steps need before, or without, decoding a body. What
 * does not fit in the message counts as absent: its decoder will refuse it. Pure.
 */
final class RequestFields {
    private static final int NONE = -1;
    private static final int OPLOCK_ACKNOWLEDGMENT_SIZE = 24;

    /** What one credit pays for. [MS-SMB2] 3.1.5.2 */
    static final int CREDIT_BYTES = 65_536;

    private RequestFields() {}

    /** The command of the header, which may be none. */
    static int commandCode(ByteBuffer message) {
        return message.limit() < Header.LENGTH
                ? Command.ECHO.code()
                : message.getShort(Header.COMMAND_OFFSET) & 0xFFFF;
    }

    /** Where the FileId is in the message, or -1 for a request without one. [MS-SMB2] 2.2. */
    static int fileIdOffset(Command command, ByteBuffer message) {
        int offset =
                switch (command) {
                    case CLOSE, FLUSH, LOCK, IOCTL, QUERY_DIRECTORY, CHANGE_NOTIFY -> 8;
                    case READ, WRITE, SET_INFO -> 16;
                    case QUERY_INFO -> 24;
                    case OPLOCK_BREAK -> u16(message, 0) == OPLOCK_ACKNOWLEDGMENT_SIZE ? 8 : NONE;
                    case NEGOTIATE,
                            SESSION_SETUP,
                            LOGOFF,
                            TREE_CONNECT,
                            TREE_DISCONNECT,
                            CREATE,
                            CANCEL,
                            ECHO,
                            SERVER_TO_CLIENT_NOTIFICATION ->
                            NONE;
                };
        int at = Header.LENGTH + offset;
        return offset == NONE || message.limit() < at + 16 ? NONE : at;
    }

    static FileId fileId(ByteBuffer message, int offset) {
        return new FileId(message.getLong(offset), message.getLong(offset + 8));
    }

    static void putFileId(ByteBuffer message, int offset, FileId id) {
        message.putLong(offset, id.persistentId()).putLong(offset + 8, id.volatileId());
    }

    /** Bytes that the request carries, or that its answer may: the larger. 3.3.5.2.5. */
    static long payloadBytes(Command command, ByteBuffer message) {
        return switch (command) {
            case READ, WRITE, CHANGE_NOTIFY, SET_INFO -> u32(message, 4);
            case QUERY_DIRECTORY -> u32(message, 28);
            case QUERY_INFO -> Math.max(u32(message, 4), u32(message, 12));
            case IOCTL ->
                    Math.max(
                            u32(message, 28) + u32(message, 40),
                            u32(message, 32) + u32(message, 44));
            case NEGOTIATE,
                    SESSION_SETUP,
                    LOGOFF,
                    TREE_CONNECT,
                    TREE_DISCONNECT,
                    CREATE,
                    CLOSE,
                    FLUSH,
                    LOCK,
                    CANCEL,
                    ECHO,
                    OPLOCK_BREAK,
                    SERVER_TO_CLIENT_NOTIFICATION ->
                    0;
        };
    }

    /** Whether the charge pays for the payload. [MS-SMB2] 3.1.5.2, 3.3.5.2.5. */
    static boolean paid(int creditCharge, long payloadBytes) {
        return payloadBytes <= (long) Math.max(1, creditCharge) * CREDIT_BYTES;
    }

    /**
     * How long the reply to a message may be: its credits pay for it, where its command has large
     * replies. What a client writes into other fields must not hold up its connection. [MS-SMB2]
     * 3.3.5.2.5
     */
    static long replyBytes(ByteBuffer message) {
        if (message.remaining() < Header.LENGTH) {
            return 0;
        }
        int code = commandCode(message);
        boolean large =
                code == Command.READ.code()
                        || code == Command.IOCTL.code()
                        || code == Command.QUERY_DIRECTORY.code()
                        || code == Command.QUERY_INFO.code()
                        || code == Command.CHANGE_NOTIFY.code();
        int low = message.get(Header.CREDIT_CHARGE_OFFSET) & 0xFF;
        int high = message.get(Header.CREDIT_CHARGE_OFFSET + 1) & 0xFF;
        return large ? Math.min((long) (high << 8 | low) * CREDIT_BYTES, Limits.MAX_IO_BYTES) : 0;
    }

    /** Whether a request may be larger than one credit's worth. [MS-SMB2] 3.3.5.2. */
    static boolean mayBeLarge(Command command) {
        return switch (command) {
            case READ, WRITE, IOCTL, QUERY_DIRECTORY, CHANGE_NOTIFY, QUERY_INFO, SET_INFO -> true;
            case NEGOTIATE,
                    SESSION_SETUP,
                    LOGOFF,
                    TREE_CONNECT,
                    TREE_DISCONNECT,
                    CREATE,
                    CLOSE,
                    FLUSH,
                    LOCK,
                    CANCEL,
                    ECHO,
                    OPLOCK_BREAK,
                    SERVER_TO_CLIENT_NOTIFICATION ->
                    false;
        };
    }

    private static int u16(ByteBuffer message, int offset) {
        int at = Header.LENGTH + offset;
        return message.limit() < at + 2 ? 0 : message.getShort(at) & 0xFFFF;
    }

    private static long u32(ByteBuffer message, int offset) {
        int at = Header.LENGTH + offset;
        return message.limit() < at + 4 ? 0 : message.getInt(at) & 0xFFFF_FFFFL;
    }
}
