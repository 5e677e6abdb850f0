package io.onehop.server.open;

import io.onehop.server.serve.SmbException;
import io.onehop.wire.smb2.NtStatus;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The leases of a served volume by client and key. Thread safe; a file's lock may be held when its
 * methods are called, never the other way round. [MS-SMB2] 3.3.1.11
 */
final class LeaseTable {
    private final Map<LeaseId, Lease> leases = new HashMap<>();

    synchronized @Nullable Lease find(LeaseId id) {
        return leases.get(id);
    }

    /**
     * The lease for one more open of a stream; made when there is none.
     *
     * @throws SmbException INVALID_PARAMETER when the client uses the key for another file
     */
    synchronized Lease attach(Open open, Lease.LeaseRequest request, SharedStream stream)
            throws SmbException {
        Lease lease = leases.get(request.id());
        if (lease != null && lease.stream() != stream) {
            if (!lease.deleteOnClose) {
                throw new SmbException(NtStatus.INVALID_PARAMETER);
            }
            lease = null;
        }
        if (lease == null) {
            lease = new Lease(request, stream);
            leases.put(request.id(), lease);
        }
        lease.opens.add(open);
        return lease;
    }

    /** Takes an open out of its lease; returns whether it was the last. */
    synchronized boolean detach(Open open, Lease lease) {
        lease.opens.remove(open);
        if (lease.opens.isEmpty()) {
            leases.remove(lease.id(), lease);
            return true;
        }
        return false;
    }
}
