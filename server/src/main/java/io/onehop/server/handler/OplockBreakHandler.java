package io.onehop.server.handler;

import io.onehop.server.open.Acknowledging;
import io.onehop.server.open.Lease;
import io.onehop.server.open.LeaseId;
import io.onehop.server.open.Open;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;

/** [MS-SMB2] 3.3.5.22 */
public final class OplockBreakHandler {
    /** An oplock's acknowledgment. [MS-SMB2] 3.3.5.22.1 */
    public Reply handle(OplockBreak.Acknowledgment request, RequestContext context)
            throws SmbException {
        Open open = context.open(request.fileId());
        int level = Acknowledging.oplock(open, request.oplockLevel());
        return Reply.of(new OplockBreak.Response(level, open.fileId()));
    }

    /** A lease's acknowledgment. [MS-SMB2] 3.3.5.22.2 */
    public Reply handle(OplockBreak.LeaseAcknowledgment request, RequestContext context)
            throws SmbException {
        LeaseId id = new LeaseId(context.session().client().clientGuid(), request.leaseKey());
        Lease lease = context.volume().lease(id);
        if (lease == null) {
            throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND);
        }
        int state = Acknowledging.lease(lease, request.leaseState());
        return Reply.of(new OplockBreak.LeaseResponse(0, request.leaseKey(), state));
    }
}
