package io.onehop.server.rpc;

import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Refused;
import io.onehop.cluster.state.ShareState;
import io.onehop.cluster.state.VolumeState;
import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.srvsvc.NetStatus;
import io.onehop.rpc.srvsvc.ServerControl;
import io.onehop.rpc.srvsvc.ServerInventory;
import io.onehop.server.open.OpenView;
import io.onehop.server.open.ServedVolume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what administrators ask of the server service: shares by commands of the cluster,
 * sessions and open files on this node. Thread safe.
 */
final class ClusterControl implements ServerControl {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterControl.class);

    /** A majority that is there answers long before. */
    private static final int DEADLINE_SECONDS = 10;

    /** As Windows, older systems, and Samba's tools say it. */
    private static final Set<Integer> UNLIMITED = Set.of(-1, 0xFFFF, 0);

    private final ClusterView cluster;
    private final Function<Command, CompletableFuture<?>> change;
    private final LongPredicate closeSession;
    private final Supplier<List<ServedVolume>> volumes;
    private final FileSecurityControl files;

    /**
     * @param change completes when the nodes in service have applied the command
     * @param closeSession of a client of this node
     */
    ClusterControl(
            ClusterView cluster,
            Function<Command, CompletableFuture<?>> change,
            LongPredicate closeSession,
            Supplier<List<ServedVolume>> volumes) {
        this.cluster = cluster;
        this.change = change;
        this.closeSession = closeSession;
        this.volumes = volumes;
        this.files = new FileSecurityControl(cluster, volumes);
    }

    @Override
    public FileSecurity fileSecurity(RpcCaller caller, String share, String file, int information) {
        return files.get(caller, share, file, information);
    }

    @Override
    public int setFileSecurity(
            RpcCaller caller, String share, String file, int information, byte[] descriptor) {
        return files.set(caller, share, file, information, descriptor);
    }

    @Override
    public CompletableFuture<Outcome> addShare(String name, String path, ShareChange properties) {
        ClusterState state = cluster.state();
        if (state.share(name).isPresent()) {
            return done(Outcome.failed(NetStatus.DUPLICATE_SHARE));
        }
        Optional<SharePaths.Place> place = SharePaths.parse(path);
        Optional<VolumeState> volume = place.flatMap(p -> state.volume(p.volume()));
        if (place.isEmpty() || volume.isEmpty()) {
            return done(Outcome.failed(NetStatus.UNKNOWN_DIRECTORY));
        }
        ShareState fresh =
                new ShareState(
                        name,
                        volume.get().name(),
                        place.get().directory(),
                        ShareState.Kind.SCALE_OUT,
                        false,
                        false,
                        "",
                        List.of());
        return put(state, fresh, properties, true);
    }

    @Override
    public CompletableFuture<Outcome> changeShare(String name, ShareChange wanted) {
        ClusterState state = cluster.state();
        return state.share(name)
                .map(share -> put(state, share, wanted, false))
                .orElseGet(() -> done(Outcome.failed(NetStatus.NET_NAME_NOT_FOUND)));
    }

    private CompletableFuture<Outcome> put(
            ClusterState state, ShareState share, ShareChange wanted, boolean mustBeNew) {
        if (wanted.maxUses() != null && !UNLIMITED.contains(wanted.maxUses())) {
            return done(Outcome.wrong(Outcome.PARAMETER_MAX_USES));
        }
        boolean encrypt = share.encrypt();
        boolean accessBased = share.accessBased();
        if (wanted.flags() != null) {
            if (!ShareFlags.canBe(share, wanted.flags())) {
                return done(Outcome.failed(NetStatus.NOT_SUPPORTED));
            }
            encrypt = (wanted.flags() & ShareFlags.ENCRYPT_DATA) != 0;
            accessBased = (wanted.flags() & ShareFlags.ACCESS_BASED) != 0;
        }
        Optional<List<ShareState.Access>> access =
                ShareSecurity.access(state, share.access(), wanted.securityDescriptor());
        if (access.isEmpty()) {
            return done(Outcome.wrong(Outcome.PARAMETER_SECURITY));
        }
        ShareState changed =
                new ShareState(
                        share.name(),
                        share.volume(),
                        share.directory(),
                        share.kind(),
                        encrypt,
                        accessBased,
                        wanted.comment() == null ? share.comment() : wanted.comment(),
                        access.get());
        return submit(new Command.PutShare(changed, mustBeNew));
    }

    @Override
    public CompletableFuture<Outcome> removeShare(String name) {
        return cluster.state().share(name).isPresent()
                ? submit(new Command.RemoveShare(name))
                : done(Outcome.failed(NetStatus.NET_NAME_NOT_FOUND));
    }

    private CompletableFuture<Outcome> submit(Command command) {
        return change.apply(command)
                .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .handle((done, problem) -> outcome(command, problem));
    }

    private static Outcome outcome(Command command, @Nullable Throwable problem) {
        if (problem == null) {
            return Outcome.SUCCESS;
        }
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null
                        ? problem.getCause()
                        : problem;
        LOG.info("{}: {}", command, cause.getMessage());
        return switch (cause) {
            // Somebody else was quicker, or the name is none for a share.
            case Refused refused -> Outcome.failed(NetStatus.INVALID_PARAMETER);
            case IOException unreachable -> Outcome.failed(NetStatus.TIMEOUT);
            case TimeoutException late -> Outcome.failed(NetStatus.TIMEOUT);
            default -> throw new CompletionException(cause);
        };
    }

    private static CompletableFuture<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public boolean closeSession(ServerInventory.Session session) {
        return closeSession.test(session.id());
    }

    @Override
    public boolean closeFile(int id) {
        for (ServedVolume volume : volumes.get()) {
            for (OpenView open : volume.openList()) {
                if ((int) open.fileId().persistentId() == id) {
                    return volume.closeOpen(open.fileId().persistentId());
                }
            }
        }
        return false;
    }
}
