package io.onehop.server.handler;

import io.onehop.cluster.state.ShareState;
import io.onehop.server.open.Caching;
import io.onehop.server.open.Creation;
import io.onehop.server.open.Lease;
import io.onehop.server.open.LeaseId;
import io.onehop.server.open.MustWait;
import io.onehop.server.open.Open;
import io.onehop.server.open.OpenPlan;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** [MS-SMB2] 3.3.5.9: checks what is asked, has it done, and makes the response. */
public final class CreateHandler implements Handler<Create.Request> {
    @Override
    public Reply handle(Create.Request request, RequestContext context)
            throws SmbException, VolumeException {
        CreateParameters.check(request);
        VolumePath root = VolumePath.parse(context.tree().share().directory());
        CreateName.Parsed parsed = CreateName.parse(request.name(), root);
        CreateRequestContexts contexts = CreateRequestContexts.of(request.contexts());
        OpenPlan plan =
                new OpenPlan(
                        name(parsed, request.createOptions()),
                        access(request),
                        request.createDisposition(),
                        new OpenPlan.Contents(
                                request.fileAttributes(),
                                contexts.allocationSize,
                                contexts.security,
                                contexts.extendedAttributes),
                        wish(request, contexts, context));
        checkShareRoot(plan, root);
        Open.Owner owner = new Open.Owner(context.session(), context.tree());
        return Guarded.attempt(context.volume(), new Try(owner, plan, contexts));
    }

    /** One CREATE, tried until caches of others let it. */
    private static final class Try implements Guarded.Attempt {
        private final Open.Owner owner;
        private final OpenPlan plan;
        private final CreateRequestContexts contexts;
        private final AtomicReference<@Nullable Open> made = new AtomicReference<>();

        Try(Open.Owner owner, OpenPlan plan, CreateRequestContexts contexts) {
            this.owner = owner;
            this.plan = plan;
            this.contexts = contexts;
        }

        @Override
        public Reply run() throws SmbException, VolumeException, MustWait {
            Creation.Created created = Creation.tryOpen(owner, plan);
            Open open = created.open();
            boolean done = false;
            try {
                owner.session().add(open);
                made.set(open);
                Reply reply = Reply.of(CreateResponses.of(created, contexts));
                done = true;
                return reply;
            } finally {
                if (!done) {
                    open.close();
                }
            }
        }

        @Override
        public void undo() {
            Open open = made.get();
            if (open != null) {
                open.close();
            }
        }
    }

    private static OpenPlan.Name name(CreateName.Parsed parsed, int options) throws SmbException {
        OpenPlan.Name name = parsed.name();
        boolean directory = name.directory() || (options & Create.FILE_DIRECTORY_FILE) != 0;
        boolean nonDirectory = (options & Create.FILE_NON_DIRECTORY_FILE) != 0;
        boolean stream = !name.stream().isEmpty() || name.explicitData();
        if (directory && stream) {
            throw new SmbException(NtStatus.NOT_A_DIRECTORY);
        }
        if (parsed.trailingSeparator() && (nonDirectory || stream)) {
            throw new SmbException(NtStatus.OBJECT_NAME_INVALID);
        }
        return new OpenPlan.Name(
                name.path(),
                name.stream(),
                name.explicitData(),
                directory || (parsed.trailingSeparator() && !name.path().isRoot()));
    }

    private static OpenPlan.Access access(Create.Request request) {
        int desired = AccessMask.mapGeneric(request.desiredAccess());
        int options = request.createOptions() & ~CreateParameters.CLEARED_OPTIONS;
        if ((options & Create.FILE_NO_INTERMEDIATE_BUFFERING) != 0) {
            desired &= ~AccessMask.FILE_APPEND_DATA;
        }
        return new OpenPlan.Access(desired, request.shareAccess(), options);
    }

    /** The root of a share, and of a volume, is not deleted through it. */
    private static void checkShareRoot(OpenPlan plan, VolumePath root) throws SmbException {
        boolean isRoot = plan.name().path().equals(root) && plan.name().stream().isEmpty();
        if (isRoot && plan.access().hasOption(Create.FILE_DELETE_ON_CLOSE)) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
    }

    /** What the client may cache at most, by its wish, dialect and kind of share. */
    private static Lease.Wish wish(
            Create.Request request, CreateRequestContexts contexts, RequestContext context)
            throws SmbException {
        boolean scaleOut = context.tree().share().kind() == ShareState.Kind.SCALE_OUT;
        int level = request.requestedOplockLevel();
        if (level != OplockBreak.LEVEL_LEASE) {
            int state = Caching.ofLevel(level);
            return new Lease.Wish(scaleOut ? state & Caching.R : state, null);
        }
        Dialect dialect = context.session().client().dialect();
        Lease.LeaseRequest lease = null;
        CreateContext.Lease v1 = contexts.lease;
        CreateContext.LeaseV2 v2 = contexts.leaseV2;
        if (v1 != null && dialect.isAtLeast(Dialect.SMB_2_1)) {
            LeaseId id = new LeaseId(context.session().client().clientGuid(), v1.leaseKey());
            lease = new Lease.LeaseRequest(id, capped(v1.leaseState(), scaleOut), false, 0);
        } else if (v2 != null && dialect.isSmb3()) {
            LeaseId id = new LeaseId(context.session().client().clientGuid(), v2.leaseKey());
            lease = new Lease.LeaseRequest(id, capped(v2.leaseState(), scaleOut), true, v2.epoch());
        }
        return new Lease.Wish(Caching.NONE, lease);
    }

    private static int capped(int leaseState, boolean scaleOut) {
        int known = leaseState & (Caching.R | Caching.H | Caching.W);
        return scaleOut ? known & Caching.R : known;
    }
}
