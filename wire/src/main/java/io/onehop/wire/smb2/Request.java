package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The body of a request, without its header. [MS-SMB2] 2.2. */
public sealed interface Request
        permits Negotiate.Request,
                SessionSetup.Request,
                Logoff.Request,
                TreeConnect.Request,
                TreeDisconnect.Request,
                Create.Request,
                Close.Request,
                Flush.Request,
                Read.Request,
                Write.Request,
                Lock.Request,
                Ioctl.Request,
                Cancel.Request,
                Echo.Request,
                QueryDirectory.Request,
                ChangeNotify.Request,
                QueryInfo.Request,
                SetInfo.Request,
                OplockBreak.Acknowledgment,
                OplockBreak.LeaseAcknowledgment {
    Command command();

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
    static Request decode(Header header, WireReader in) throws MalformedMessageException {
        return switch (header.command()) {
            case NEGOTIATE -> Negotiate.Request.decode(in);
            case SESSION_SETUP -> SessionSetup.Request.decode(in);
            case LOGOFF -> Logoff.Request.decode(in);
            case TREE_CONNECT -> TreeConnect.Request.decode(in);
            case TREE_DISCONNECT -> TreeDisconnect.Request.decode(in);
            case CREATE -> Create.Request.decode(in);
            case CLOSE -> Close.Request.decode(in);
            case FLUSH -> Flush.Request.decode(in);
            case READ -> Read.Request.decode(in);
            case WRITE -> Write.Request.decode(in);
            case LOCK -> Lock.Request.decode(in);
            case IOCTL -> Ioctl.Request.decode(in);
            case CANCEL -> Cancel.Request.decode(in);
            case ECHO -> Echo.Request.decode(in);
            case QUERY_DIRECTORY -> QueryDirectory.Request.decode(in);
            case CHANGE_NOTIFY -> ChangeNotify.Request.decode(in);
            case QUERY_INFO -> QueryInfo.Request.decode(in);
            case SET_INFO -> SetInfo.Request.decode(in);
            case OPLOCK_BREAK -> OplockBreak.decodeRequest(in);
            case SERVER_TO_CLIENT_NOTIFICATION ->
                    throw new MalformedMessageException("a notification from a client");
        };
    }
}
