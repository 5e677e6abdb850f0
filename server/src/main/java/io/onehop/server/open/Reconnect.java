package io.onehop.server.open;

import io.onehop.cluster.state.ShareState;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.SmbException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives a durable or resilient open back to its client, on whichever node the client is now.
 * [MS-SMB2] 3.3.5.9.7, 3.3.5.9.12
 */
public final class Reconnect {
    /**
     * What a client claims.
     *
     * @param fileId of which the persistent part counts
     * @param createGuid null in the first version of the request
     * @param name of the CREATE, which counts for leases only
     * @param lease that the CREATE names, or null
     * @param channelSequence of the request's header
     */
    public record Claim(
            FileId fileId,
            @Nullable UUID createGuid,
            OpenPlan.Name name,
            Lease.@Nullable LeaseRequest lease,
            int channelSequence) {}

    private static final UUID NO_GUID = new UUID(0, 0);

    private final Open.Owner owner;
    private final Claim claim;

    private Reconnect(Open.Owner owner, Claim claim) {
        this.owner = owner;
        this.claim = claim;
    }

    /**
     * Tries once. The open is in its new session then.
     *
     * @throws SmbException OBJECT_NAME_NOT_FOUND when there is no such open or it is not the one
     *     claimed, INVALID_PARAMETER, ACCESS_DENIED
     * @throws MustWait while the session that had it is still ending
     */
    public static Open tryReconnect(Open.Owner owner, Claim claim) throws SmbException, MustWait {
        return new Reconnect(owner, claim).run();
    }

    private Open run() throws SmbException, MustWait {
        DurableOpens durables = owner.tree().volume().durables();
        Open open = durables.find(claim.fileId().persistentId());
        if (open == null) {
            throw notFound();
        }
        long seen = open.file().progress();
        if (!open.isOpen()) {
            // Closed since it was found: what was to be waited for may have happened already.
            throw notFound();
        }
        if (open.isConnected()) {
            awaitEnd(open, seen);
        }
        checkIsClaimed(open);
        checkMay(open);
        if (!durables.reconnect(open, owner, claim.channelSequence())) {
            throw notFound();
        }
        boolean done = false;
        try {
            owner.session().add(open);
            done = true;
        } finally {
            if (!done) {
                durables.disconnect(open);
            }
        }
        if (!open.isOpen()) {
            owner.session().remove(open);
            throw notFound();
        }
        return open;
    }

    /** An open that is in use is not given away, but its last session may be about to end. */
    private void awaitEnd(Open open, long seen) throws SmbException, MustWait {
        ServedSession last = open.session();
        if (!last.isEnded() && isElsewhere(open, last)) {
            // Its node or the way to it is gone, which was not noticed here yet.
            last.sink().disconnect();
        } else if (!last.isEnded()) {
            throw notFound();
        }
        throw new MustWait(open.file(), seen, false);
    }

    /** Whether the same client is here by another way now, and can prove it. */
    private boolean isElsewhere(Open open, ServedSession last) {
        UUID createGuid = claim.createGuid();
        return createGuid != null
                && createGuid.equals(open.createGuid())
                && open.clientGuid().equals(owner.session().client().clientGuid())
                && isOwner(open)
                && last != owner.session()
                && (last.sessionId() == owner.session().sessionId()
                        || !last.client().entryNode().equals(owner.session().client().entryNode()));
    }

    private void checkIsClaimed(Open open) throws SmbException {
        Lease held = open.file().read(() -> open.lease);
        Lease.LeaseRequest named = claim.lease();
        UUID createGuid = claim.createGuid();
        boolean client =
                held == null || open.clientGuid().equals(owner.session().client().clientGuid());
        // An open without one is named by zeros, as Windows has it.
        UUID given = Objects.requireNonNullElse(open.createGuid(), NO_GUID);
        boolean made = createGuid == null || createGuid.equals(given);
        ShareState before = open.tree().share();
        ShareState now = owner.tree().share();
        boolean share =
                before.name().equalsIgnoreCase(now.name())
                        && before.directory().equals(now.directory());
        if (!client || !made || !share) {
            throw notFound();
        }
        boolean versions =
                held == null
                        || named == null
                        || (named.version2() != null)
                                == (held.grant().kind() == Grant.Kind.LEASE_V2);
        boolean leases =
                held == null
                        ? named == null
                        : named != null && named.id().leaseKey().equals(held.id().leaseKey());
        if (!leases || !versions || !open.isReconnectable()) {
            throw notFound();
        }
        boolean sameFile =
                Paths.same(open.stored().path(), claim.name().path())
                        && open.mode().streamName().equalsIgnoreCase(claim.name().stream());
        if (held != null && !held.deleteOnClose && !sameFile) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
    }

    private void checkMay(Open open) throws SmbException {
        int most =
                AccessMask.mapGeneric(owner.tree().maximalAccess())
                        | AccessMask.ACCESS_SYSTEM_SECURITY;
        if (!isOwner(open) || (open.mode().grantedAccess() & ~most) != 0) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
    }

    private boolean isOwner(Open open) {
        return open.session().user().userSid().equals(owner.session().user().userSid());
    }

    private static SmbException notFound() {
        return new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND);
    }
}
