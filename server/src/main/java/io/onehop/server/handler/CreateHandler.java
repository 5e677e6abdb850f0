package io.onehop.server.handler;

import io.onehop.cluster.state.ShareState;
import io.onehop.server.open.AppInstances;
import io.onehop.server.open.Caching;
import io.onehop.server.open.CreateReplays;
import io.onehop.server.open.Creation;
import io.onehop.server.open.Durability;
import io.onehop.server.open.Holding;
import io.onehop.server.open.Lease;
import io.onehop.server.open.LeaseId;
import io.onehop.server.open.MustWait;
import io.onehop.server.open.Open;
import io.onehop.server.open.OpenPlan;
import io.onehop.server.open.Reconnect;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** [MS-SMB2] 3.3.5.9: checks what is asked, has it done, and makes the response. */
public final class CreateHandler implements Handler<Create.Request> {
    @Override
    public Reply handle(Create.Request request, RequestContext context)
            throws SmbException, VolumeException {
        VolumePath root = VolumePath.parse(context.tree().share().directory());
        Dialect dialect = context.session().client().dialect();
        CreateRequestContexts contexts = CreateRequestContexts.of(request.contexts(), dialect);
        Open.Owner owner = new Open.Owner(context.session(), context.tree());
        if (contexts.reconnects()) {
            Reconnect.Claim claim = claim(request, contexts, context, root);
            return Guarded.attempt(
                    context.volume(),
                    () -> {
                        Open open = Reconnect.tryReconnect(owner, claim);
                        return CreateResponses.reply(open, Create.FILE_OPENED, contexts);
                    });
        }
        OpenPlan plan = plan(request, contexts, context, root);
        CreateReplays.Earlier earlier = earlier(contexts, context);
        if (earlier != null && context.header().isReplay()) {
            return replay(earlier, plan, contexts, context);
        }
        AppInstances.Instance instance = instance(contexts);
        if (instance != null) {
            context.volume().appInstances().takeOver(owner, plan.name(), instance);
        }
        if (earlier != null) {
            throw new SmbException(NtStatus.DUPLICATE_OBJECTID);
        }
        Try attempt = new Try(owner, plan, contexts, context.header());
        Reply reply = Guarded.attempt(context.volume(), attempt);
        if (reply instanceof Reply.Pending pending) {
            pending.future().thenRun(attempt::ended);
        }
        return reply;
    }

    /**
     * As {@link #handle} on a thread that must not block: who only opens, and is to cache nothing,
     * may find a file that is open, or was and is only looked at. There is nothing to wait for, and
     * no CREATE to be sent again.
     *
     * @throws SmbException CANT_WAIT when it takes more than that
     */
    Reply handleAtOnce(Create.Request request, RequestContext context)
            throws SmbException, VolumeException {
        Dialect dialect = context.session().client().dialect();
        CreateRequestContexts contexts = CreateRequestContexts.of(request.contexts(), dialect);
        boolean asksHost = contexts.onDiskId && !context.volume().knowsSerialNumber();
        if (request.requestedOplockLevel() != OplockBreak.LEVEL_NONE
                || !contexts.onlyAsk()
                || asksHost) {
            throw new SmbException(NtStatus.CANT_WAIT);
        }
        VolumePath root = VolumePath.parse(context.tree().share().directory());
        OpenPlan plan = plan(request, contexts, context, root);
        Open.Owner owner = new Open.Owner(context.session(), context.tree());
        Creation.Created created = Creation.tryAtOnce(owner, plan);
        if (created == null) {
            throw new SmbException(NtStatus.CANT_WAIT);
        }
        Executor workers = context.volume().runtime().workers();
        return new Try(owner, plan, contexts, context.header())
                .admitted(created, open -> workers.execute(open::close));
    }

    private static OpenPlan plan(
            Create.Request request,
            CreateRequestContexts contexts,
            RequestContext context,
            VolumePath root)
            throws SmbException {
        CreateParameters.check(request);
        CreateName.Parsed parsed = CreateName.parse(request.name(), root);
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
        return plan;
    }

    private static CreateReplays.@Nullable Key key(
            CreateRequestContexts contexts, ServedSession session) {
        CreateContext.DurableHandleRequestV2 v2 = contexts.durableV2;
        return v2 == null
                ? null
                : new CreateReplays.Key(session.client().clientGuid(), v2.createGuid());
    }

    private static CreateReplays.@Nullable Earlier earlier(
            CreateRequestContexts contexts, RequestContext context) {
        CreateReplays.Key key = key(contexts, context.session());
        return key == null ? null : context.volume().replays().find(key);
    }

    private static AppInstances.@Nullable Instance instance(CreateRequestContexts contexts) {
        CreateContext.AppInstanceId id = contexts.appInstance;
        CreateContext.AppInstanceVersion version = contexts.appVersion;
        return id == null
                ? null
                : new AppInstances.Instance(
                        id.appInstanceId(),
                        version == null
                                ? null
                                : new AppInstances.Version(version.high(), version.low()));
    }

    /** Answers a CREATE once more. [MS-SMB2] 3.3.5.9, Create Context Validation */
    private static Reply replay(
            CreateReplays.Earlier earlier,
            OpenPlan plan,
            CreateRequestContexts contexts,
            RequestContext context)
            throws SmbException, VolumeException {
        Open open = earlier.open();
        ServedSession session = context.session();
        if (open == null || !open.session().user().userSid().equals(session.user().userSid())) {
            // Who waits has no owner yet: so does Windows.
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
        LeaseId held = open.leaseId();
        Lease.LeaseRequest named = plan.wish().lease();
        if (!Objects.equals(held, named == null ? null : named.id())) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
        if (open.session().sessionId() != session.sessionId()) {
            throw new SmbException(NtStatus.DUPLICATE_OBJECTID);
        }
        int oplock = plan.wish().oplockState();
        if (open.session() == session) {
            return CreateResponses.reply(open, earlier.action(), contexts, oplock);
        }
        // The same session, but the way between its node and this one was lost and is anew.
        Reconnect.Claim claim =
                new Reconnect.Claim(
                        open.fileId(),
                        Objects.requireNonNull(contexts.durableV2).createGuid(),
                        plan.name(),
                        named,
                        context.header().channelSequence());
        Open.Owner owner = new Open.Owner(session, context.tree());
        return Guarded.attempt(
                context.volume(),
                () ->
                        CreateResponses.reply(
                                Reconnect.tryReconnect(owner, claim),
                                earlier.action(),
                                contexts,
                                oplock));
    }

    /** One CREATE, tried until caches of others let it. */
    private static final class Try implements Guarded.Attempt {
        private final Open.Owner owner;
        private final OpenPlan plan;
        private final CreateRequestContexts contexts;
        private final Header header;
        private final CreateReplays.@Nullable Key key;
        private final AtomicReference<@Nullable Open> made = new AtomicReference<>();

        Try(Open.Owner owner, OpenPlan plan, CreateRequestContexts contexts, Header header) {
            this.owner = owner;
            this.plan = plan;
            this.contexts = contexts;
            this.header = header;
            this.key = key(contexts, owner.session());
        }

        @Override
        public Reply run() throws SmbException, VolumeException, MustWait {
            return admitted(tryOpen(), Open::close);
        }

        /**
         * @param undoing closes the open if its session takes no more
         */
        Reply admitted(Creation.Created created, Consumer<Open> undoing)
                throws SmbException, VolumeException {
            Open open = created.open();
            boolean done = false;
            try {
                owner.session().add(open);
                made.set(open);
                keep(open);
                if (key != null) {
                    replays().made(key, this, open, created.action());
                }
                Reply reply = CreateResponses.reply(created, contexts);
                done = true;
                return reply;
            } finally {
                if (!done) {
                    undoing.accept(open);
                }
            }
        }

        private Creation.Created tryOpen() throws SmbException, VolumeException, MustWait {
            try {
                return Creation.tryOpen(owner, plan);
            } catch (MustWait wait) {
                if (key != null && !wait.isRefused()) {
                    replays().waits(key, this);
                }
                throw wait;
            }
        }

        private CreateReplays replays() {
            return owner.tree().volume().replays();
        }

        /** It does not wait any more. */
        void ended() {
            if (key != null) {
                replays().ended(key, this);
            }
        }

        /** [MS-SMB2] 3.3.5.9.6, 3.3.5.9.10 */
        private void keep(Open open) {
            open.channelSequence().restart(header.channelSequence());
            AppInstances.Instance instance = instance(contexts);
            if (instance != null) {
                open.appInstance(instance);
            }
            CreateContext.DurableHandleRequestV2 v2 = contexts.durableV2;
            if (v2 != null) {
                open.createGuid(v2.createGuid());
            }
            boolean asked = contexts.durableV1 || v2 != null;
            boolean cached = (Holding.of(open).state() & Caching.H) != 0;
            if (asked && cached && !open.mode().directory()) {
                open.keep(
                        v2 == null
                                ? Durability.version1()
                                : Durability.version2(v2.timeoutMillis()));
            }
        }

        /** Who sent it sends it again: it is to keep its place, so it goes on. */
        @Override
        public boolean outlivesConnection() {
            return key != null && replays().isWaiting(key, this);
        }

        @Override
        public void undo() {
            Open open = made.get();
            if (open != null) {
                open.close();
            }
        }
    }

    private static Reconnect.Claim claim(
            Create.Request request,
            CreateRequestContexts contexts,
            RequestContext context,
            VolumePath root)
            throws SmbException {
        OpenPlan.Name name = CreateName.parse(request.name(), root).name();
        Lease.LeaseRequest lease = lease(contexts, context);
        int sequence = context.header().channelSequence();
        CreateContext.DurableHandleReconnectV2 v2 = contexts.reconnectV2;
        if (v2 != null) {
            if ((v2.flags() & CreateContext.DHANDLE_FLAG_PERSISTENT) != 0) {
                // No open is persistent.
                throw new SmbException(NtStatus.INVALID_PARAMETER);
            }
            return new Reconnect.Claim(v2.fileId(), v2.createGuid(), name, lease, sequence);
        }
        CreateContext.DurableHandleReconnect v1 = Objects.requireNonNull(contexts.reconnectV1);
        return new Reconnect.Claim(v1.fileId(), null, name, lease, sequence);
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
                directory || (parsed.trailingSeparator() && !name.path().isRoot()),
                name.suffixChars());
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
        return new Lease.Wish(Caching.NONE, lease(contexts, context));
    }

    private static Lease.@Nullable LeaseRequest lease(
            CreateRequestContexts contexts, RequestContext context) {
        boolean scaleOut = context.tree().share().kind() == ShareState.Kind.SCALE_OUT;
        UUID client = context.session().client().clientGuid();
        Dialect dialect = context.session().client().dialect();
        CreateContext.Lease v1 = contexts.lease;
        CreateContext.LeaseV2 v2 = contexts.leaseV2;
        if (v1 != null && dialect.isAtLeast(Dialect.SMB_2_1)) {
            LeaseId id = new LeaseId(client, v1.leaseKey());
            return new Lease.LeaseRequest(id, capped(v1.leaseState(), scaleOut), null);
        }
        if (v2 != null && dialect.isSmb3()) {
            LeaseId id = new LeaseId(client, v2.leaseKey());
            boolean hasParent = (v2.flags() & CreateContext.LEASE_FLAG_PARENT_LEASE_KEY_SET) != 0;
            boolean directories =
                    !scaleOut
                            && (context.session().client().capabilities()
                                            & Negotiate.GLOBAL_CAP_DIRECTORY_LEASING)
                                    != 0;
            return new Lease.LeaseRequest(
                    id,
                    capped(v2.leaseState(), scaleOut),
                    new Lease.LeaseRequest.Version2(
                            v2.epoch(), hasParent ? v2.parentLeaseKey() : null, directories));
        }
        return null;
    }

    private static int capped(int leaseState, boolean scaleOut) {
        int known = leaseState & (Caching.R | Caching.H | Caching.W);
        return scaleOut ? known & Caching.R : known;
    }
}
