package io.onehop.server.handler;

import io.onehop.server.open.Caching;
import io.onehop.server.open.Creation;
import io.onehop.server.open.Durability;
import io.onehop.server.open.Holding;
import io.onehop.server.open.Open;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Metadata;
import io.onehop.volume.VolumeException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OpenInformation;
import io.onehop.wire.smb2.OplockBreak;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Makes the response of a CREATE that was done. [MS-SMB2] 3.3.5.9, Response Construction */
final class CreateResponses {
    private static final UUID NO_KEY = new UUID(0, 0);
    private static final int ANY_OPLOCK = Caching.R | Caching.W | Caching.H;

    private CreateResponses() {}

    static Reply reply(Creation.Created created, CreateRequestContexts asked)
            throws VolumeException, SmbException {
        return reply(created, asked, ANY_OPLOCK);
    }

    /**
     * @param action FILE_SUPERSEDED ... FILE_OVERWRITTEN
     */
    static Reply reply(Open open, int action, CreateRequestContexts asked)
            throws VolumeException, SmbException {
        return reply(open, action, asked, ANY_OPLOCK);
    }

    /**
     * @param oplockState the most that is told of an oplock: one who asks again, for less, hears of
     *     no more than that
     */
    static Reply reply(Open open, int action, CreateRequestContexts asked, int oplockState)
            throws VolumeException, SmbException {
        return reply(new Creation.Created(open, action, null), asked, oplockState);
    }

    private static Reply reply(
            Creation.Created created, CreateRequestContexts asked, int oplockState)
            throws VolumeException, SmbException {
        Open open = created.open();
        try (Use _ = open.enter()) {
            Holding holding = Holding.of(open).withOplock(oplockState);
            // What a client may cache is as it was after the grant: no break tells of what others
            // changed before.
            Metadata seen = holding.state() == Caching.NONE ? created.seen() : null;
            OpenInformation information =
                    seen == null ? Informations.of(open) : Informations.of(open, seen);
            return Reply.of(
                    new Create.Response(
                            holding.lease() == null
                                    ? Caching.toLevel(holding.state())
                                    : OplockBreak.LEVEL_LEASE,
                            0,
                            created.action(),
                            information,
                            open.fileId(),
                            contexts(open, holding, information, asked)));
        }
    }

    private static List<CreateContext> contexts(
            Open open, Holding holding, OpenInformation information, CreateRequestContexts asked)
            throws VolumeException {
        List<CreateContext> out = new ArrayList<>();
        CreateContext.QueryMaximalAccessRequest maximal = asked.maximalAccess;
        if (maximal != null) {
            boolean unchanged =
                    maximal.timestamp().isPresent()
                            && maximal.timestamp().getAsLong() == information.changeTime();
            out.add(
                    unchanged
                            ? new CreateContext.QueryMaximalAccessResponse(NtStatus.NONE_MAPPED, 0)
                            : new CreateContext.QueryMaximalAccessResponse(
                                    NtStatus.SUCCESS, maximalAccess(open)));
        }
        if (asked.onDiskId) {
            ServedVolume volume = open.tree().volume();
            out.add(
                    new CreateContext.QueryOnDiskIdResponse(
                            open.file().fileId(), volume.serialNumber()));
        }
        Holding.OfLease lease = holding.lease();
        if (lease != null) {
            out.add(lease(lease, holding.state()));
        }
        Durability durability = open.durability();
        boolean durable =
                durability.kind() == Durability.Kind.DURABLE
                        && (holding.state() & Caching.H) != 0
                        && !asked.reconnects();
        if (durable && asked.durableV2 != null) {
            out.add(new CreateContext.DurableHandleResponseV2(durability.timeoutMillis(), 0));
        } else if (durable && asked.durableV1) {
            out.add(new CreateContext.DurableHandleResponse());
        }
        return out;
    }

    private static int maximalAccess(Open open) throws VolumeException {
        ServedVolume volume = open.tree().volume();
        return volume.runtime().rules().maximalAccess(open.session().identity(), open.stored())
                & AccessMask.mapGeneric(open.tree().maximalAccess());
    }

    /** In the version that the lease has, whatever the request's was. 3.3.5.9.8, 3.3.5.9.11 */
    private static CreateContext lease(Holding.OfLease lease, int state) {
        UUID key = lease.id().leaseKey();
        int flags = lease.breaking() ? CreateContext.LEASE_FLAG_BREAK_IN_PROGRESS : 0;
        if (!lease.version2()) {
            return new CreateContext.Lease(key, state, flags);
        }
        UUID parent = lease.parentKey();
        return new CreateContext.LeaseV2(
                key,
                state,
                flags | (parent == null ? 0 : CreateContext.LEASE_FLAG_PARENT_LEASE_KEY_SET),
                parent == null ? NO_KEY : parent,
                lease.epoch());
    }
}
