package io.onehop.server.handler;

import io.onehop.server.open.Open;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Flush;

/** [MS-SMB2] 3.3.5.11 */
public final class FlushHandler implements Handler<Flush.Request> {
    @Override
    public Reply handle(Flush.Request request, RequestContext context)
            throws SmbException, VolumeException {
        Open open = context.open(request.fileId());
        // For a directory these are FILE_ADD_FILE and FILE_ADD_SUBDIRECTORY.
        open.require(AccessMask.FILE_WRITE_DATA | AccessMask.FILE_APPEND_DATA);
        try (Use _ = open.enter()) {
            open.file().stored().flush();
        }
        open.reportModifications();
        return Reply.of(new Flush.Response());
    }
}
