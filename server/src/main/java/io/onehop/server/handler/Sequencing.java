package io.onehop.server.handler;

import io.onehop.server.open.ChannelSequence;
import io.onehop.server.open.Open;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.smb2.Cancel;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.Logoff;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.QueryDirectory;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.SessionSetup;
import io.onehop.wire.smb2.SetInfo;
import io.onehop.wire.smb2.TreeConnect;
import io.onehop.wire.smb2.TreeDisconnect;
import io.onehop.wire.smb2.Write;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the channel sequence of a request on an open: a change that a client has sent again, or
 * given up, by another of its connections must not be made after. [MS-SMB2] 3.3.5.2.10
 */
final class Sequencing {
    private Sequencing() {}

    /** Carries a request out, if it is in time. */
    static Reply run(Request request, RequestContext context, Guarded.Operation operation)
            throws SmbException, VolumeException {
        FileId id = fileId(request);
        if (id == null || !context.session().client().dialect().isSmb3()) {
            return operation.run();
        }
        Open open;
        try {
            open = context.open(id);
        } catch (SmbException e) {
            // Whoever handles it says so.
            return operation.run();
        }
        open.used();
        int number = context.header().channelSequence();
        ChannelSequence sequence = open.channelSequence();
        if (!sequence.begin(number, context.header().isReplay())) {
            if (changes(request)) {
                throw new SmbException(NtStatus.FILE_NOT_AVAILABLE);
            }
            return operation.run();
        }
        boolean waits = false;
        try {
            Reply reply = operation.run();
            if (reply instanceof Reply.Pending pending) {
                waits = true;
                pending.future().thenRun(() -> sequence.end(number));
            }
            return reply;
        } finally {
            if (!waits) {
                sequence.end(number);
            }
        }
    }

    private static boolean changes(Request request) {
        return request instanceof Write.Request
                || request instanceof SetInfo.Request
                || request instanceof Ioctl.Request;
    }

    private static @Nullable FileId fileId(Request request) {
        return switch (request) {
            case Close.Request r -> r.fileId();
            case Flush.Request r -> r.fileId();
            case Read.Request r -> r.fileId();
            case Write.Request r -> r.fileId();
            case Lock.Request r -> r.fileId();
            case Ioctl.Request r -> r.fileId();
            case ChangeNotify.Request r -> r.fileId();
            case QueryDirectory.Request r -> r.fileId();
            case QueryInfo.Request r -> r.fileId();
            case SetInfo.Request r -> r.fileId();
            case OplockBreak.Acknowledgment r -> r.fileId();
            case OplockBreak.LeaseAcknowledgment r -> null;
            case Create.Request r -> null;
            case Negotiate.Request r -> null;
            case SessionSetup.Request r -> null;
            case Logoff.Request r -> null;
            case TreeConnect.Request r -> null;
            case TreeDisconnect.Request r -> null;
            case Cancel.Request r -> null;
            case Echo.Request r -> null;
        };
    }
}
