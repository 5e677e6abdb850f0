package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The body of a response, a break or a notification, without its header. [MS-SMB2] 2.2. */
public sealed interface Response
        permits ErrorResponse,
                Negotiate.Response,
                SessionSetup.Response,
                Logoff.Response,
                TreeConnect.Response,
                TreeDisconnect.Response,
                Create.Response,
                Close.Response,
                Flush.Response,
                Read.Response,
                Write.Response,
                Lock.Response,
                Ioctl.Response,
                Echo.Response,
                QueryDirectory.Response,
                ChangeNotify.Response,
                QueryInfo.Response,
                SetInfo.Response,
                OplockBreak.Response,
                OplockBreak.LeaseResponse,
                OplockBreak.Notification,
                OplockBreak.LeaseNotification,
                ServerToClientNotification {
    /** Writes the body; the header was written right before, and offsets count from it. */
    void encode(WireWriter out);

    /** Bytes that follow what {@link #encode} wrote, without having been copied. */
    default @Nullable ByteBuffer payload() {
        return null;
    }

    /**
     * Reads a body. The reader begins with the message's first byte, the header's, ends with the
     * message's last and is positioned after the header.
     */
    static Response decode(Header header, WireReader in) throws MalformedMessageException {
        if (isErrorForm(header, in)) {
            return ErrorResponse.decode(header, in);
        }
        return switch (header.command()) {
            case NEGOTIATE -> Negotiate.Response.decode(in);
            case SESSION_SETUP -> SessionSetup.Response.decode(in);
            case LOGOFF -> Logoff.Response.decode(in);
            case TREE_CONNECT -> TreeConnect.Response.decode(in);
            case TREE_DISCONNECT -> TreeDisconnect.Response.decode(in);
            case CREATE -> Create.Response.decode(in);
            case CLOSE -> Close.Response.decode(in);
            case FLUSH -> Flush.Response.decode(in);
            case READ -> Read.Response.decode(in);
            case WRITE -> Write.Response.decode(in);
            case LOCK -> Lock.Response.decode(in);
            case IOCTL -> Ioctl.Response.decode(in);
            case ECHO -> Echo.Response.decode(in);
            case QUERY_DIRECTORY -> QueryDirectory.Response.decode(in);
            case CHANGE_NOTIFY -> ChangeNotify.Response.decode(in);
            case QUERY_INFO -> QueryInfo.Response.decode(in);
            case SET_INFO -> SetInfo.Response.decode(in);
            case CANCEL -> throw new MalformedMessageException("an answer to CANCEL");
            case OPLOCK_BREAK -> OplockBreak.decodeResponse(header, in);
            case SERVER_TO_CLIENT_NOTIFICATION -> ServerToClientNotification.decode(in);
        };
    }

    /** Whether the ERROR response takes the place of the command's own. [MS-SMB2] 3.3.4.4. */
    private static boolean isErrorForm(Header header, WireReader in)
            throws MalformedMessageException {
        NtStatus status = header.ntStatus();
        if (status.equals(NtStatus.SUCCESS)) {
            return false;
        }
        boolean overflow = status.equals(NtStatus.BUFFER_OVERFLOW);
        return switch (header.command()) {
            case SESSION_SETUP -> !status.equals(NtStatus.MORE_PROCESSING_REQUIRED);
            case QUERY_INFO, READ -> !overflow;
            // The two can only be told apart by their form: a refused server-side copy has data.
            case IOCTL -> in.window(Header.LENGTH, 2).u16() == ErrorResponse.STRUCTURE_SIZE;
            case CHANGE_NOTIFY -> !status.equals(NtStatus.NOTIFY_ENUM_DIR);
            // Its status field means nothing.
            case SERVER_TO_CLIENT_NOTIFICATION -> false;
            case NEGOTIATE,
                    LOGOFF,
                    TREE_CONNECT,
                    TREE_DISCONNECT,
                    CREATE,
                    CLOSE,
                    FLUSH,
                    WRITE,
                    LOCK,
                    CANCEL,
                    ECHO,
                    QUERY_DIRECTORY,
                    SET_INFO,
                    OPLOCK_BREAK ->
                    true;
        };
    }
}
