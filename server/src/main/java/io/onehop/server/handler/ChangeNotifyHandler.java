package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.open.Open;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.NtStatus;

/** [MS-SMB2] 3.3.5.19 */
public final class ChangeNotifyHandler implements Handler<ChangeNotify.Request> {
    @Override
    public Reply handle(ChangeNotify.Request request, RequestContext context) throws SmbException {
        Open open = context.open(request.fileId());
        boolean tooLong = request.outputBufferLength() > Limits.MAX_IO_BYTES;
        if (tooLong || !open.mode().directory()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        // The same bit as FILE_LIST_DIRECTORY.
        open.require(AccessMask.FILE_READ_DATA);
        try (Use _ = open.enter()) {
            return context.volume()
                    .notifications()
                    .watch(
                            open,
                            (request.flags() & ChangeNotify.FLAG_WATCH_TREE) != 0,
                            request.completionFilter(),
                            (int) request.outputBufferLength());
        }
    }
}
