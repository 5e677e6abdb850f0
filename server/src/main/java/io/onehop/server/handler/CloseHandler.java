package io.onehop.server.handler;

import io.onehop.server.open.Open;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OpenInformation;

/** [MS-SMB2] 3.3.5.10 */
public final class CloseHandler implements Handler<Close.Request> {
    /**
     * As {@link #handle} on a thread that must not block.
     *
     * @throws SmbException CANT_WAIT when it would
     */
    Reply handleAtOnce(Close.Request request, RequestContext context) throws SmbException {
        Open open = context.open(request.fileId());
        boolean asked = (request.flags() & Close.FLAG_POSTQUERY_ATTRIB) != 0;
        if (asked || !open.closeAtOnce()) {
            throw new SmbException(NtStatus.CANT_WAIT);
        }
        return Reply.of(new Close.Response(0, OpenInformation.NONE));
    }

    @Override
    public Reply handle(Close.Request request, RequestContext context)
            throws SmbException, VolumeException {
        Open open = context.open(request.fileId());
        boolean asked = (request.flags() & Close.FLAG_POSTQUERY_ATTRIB) != 0;
        OpenInformation information = OpenInformation.NONE;
        if (asked) {
            try (Use _ = open.enter()) {
                information = Informations.of(open);
            }
        }
        if (!open.close()) {
            throw new SmbException(NtStatus.FILE_CLOSED);
        }
        int flags = asked ? Close.FLAG_POSTQUERY_ATTRIB : 0;
        return Reply.of(new Close.Response(flags, information));
    }
}
