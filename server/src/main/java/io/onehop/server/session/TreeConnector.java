package io.onehop.server.session;

import static io.onehop.wire.smb2.TreeConnect.FLAG_REDIRECT_TO_OWNER;
import static io.onehop.wire.smb2.TreeConnect.SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM;
import static io.onehop.wire.smb2.TreeConnect.SHAREFLAG_ENCRYPT_DATA;
import static io.onehop.wire.smb2.TreeConnect.SHAREFLAG_MANUAL_CACHING;
import static io.onehop.wire.smb2.TreeConnect.SHAREFLAG_NO_CACHING;
import static io.onehop.wire.smb2.TreeConnect.SHARE_CAP_ASYMMETRIC;
import static io.onehop.wire.smb2.TreeConnect.SHARE_CAP_CLUSTER;
import static io.onehop.wire.smb2.TreeConnect.SHARE_CAP_REDIRECT_TO_OWNER;
import static io.onehop.wire.smb2.TreeConnect.SHARE_CAP_SCALEOUT;
import static io.onehop.wire.smb2.TreeConnect.SHARE_TYPE_DISK;
import static io.onehop.wire.smb2.TreeConnect.SHARE_TYPE_PIPE;

import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.ShareState;
import io.onehop.cluster.state.VolumeState;
import io.onehop.server.serve.Audit;
import io.onehop.server.serve.TreeBackend;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.TreeConnect.Request;
import io.onehop.wire.smb2.TreeConnect.Response;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connects a session to a share. [MS-SMB2] 3.3.5.7, in its order of checks. Stateless but for the
 * cluster's view; any thread.
 */
public final class TreeConnector {
    /** The share of named pipes. */
    public static final String IPC = "IPC$";

    private static final int MAX_SHARE_NAME_CHARS = 80;
    private static final int FILE_ALL_ACCESS = 0x001F_01FF;

    /** What came of it: a tree with its response, or a status with its contexts. */
    public record Result(
            NtStatus status,
            @Nullable TreeConnect tree,
            @Nullable Response response,
            List<ErrorContext> contexts) {
        static Result refused(NtStatus status) {
            return new Result(status, null, null, List.of());
        }
    }

    private record Unc(String server, String share) {}

    private final ClusterView cluster;
    private final Function<Session, TreeBackend> pipes;

    /**
     * @param pipes makes the backend of a connect to IPC$
     */
    public TreeConnector(ClusterView cluster, Function<Session, TreeBackend> pipes) {
        this.cluster = cluster;
        this.pipes = pipes;
    }

    public Result connect(Session session, Negotiated negotiated, Request request) {
        Unc path = parse(request.path());
        if (path == null) {
            return Result.refused(NtStatus.INVALID_PARAMETER);
        }
        if (path.share.toUpperCase(Locale.ROOT).equals(IPC)) {
            return connectPipes(session);
        }
        if (session.identity().isAnonymous()) {
            return Result.refused(NtStatus.ACCESS_DENIED);
        }
        ClusterState state = cluster.state();
        Optional<ShareState> found = state.share(path.share);
        Optional<VolumeState> volume = found.flatMap(s -> state.volume(s.volume()));
        if (found.isEmpty() || volume.isEmpty()) {
            return Result.refused(NtStatus.BAD_NETWORK_NAME);
        }
        ShareState share = found.get();
        boolean encrypt = share.encrypt();
        if (encrypt && !negotiated.canEncrypt()) {
            return Result.refused(NtStatus.ACCESS_DENIED);
        }
        ShareState.Right right = share.rightOf(session.identity().userName());
        if (right == ShareState.Right.NONE) {
            Audit.refused(
                    session.identity(),
                    session.client().address(),
                    "\\\\" + share.name(),
                    AccessMask.MAXIMUM_ALLOWED,
                    AccessMask.MAXIMUM_ALLOWED);
            return Result.refused(NtStatus.ACCESS_DENIED);
        }
        boolean redirects =
                negotiated.dialect() == Dialect.SMB_3_1_1
                        && (request.flags() & FLAG_REDIRECT_TO_OWNER) != 0;
        int capabilities = capabilities(share, volume.get(), negotiated.dialect(), redirects);
        if ((capabilities & SHARE_CAP_REDIRECT_TO_OWNER) != 0) {
            Result elsewhere = redirect(state, volume.get(), path);
            if (elsewhere != null) {
                return elsewhere;
            }
        }
        int maximalAccess = ShareRights.maximalAccess(right);
        int treeId = session.nextTreeId();
        if (treeId == 0) {
            return Result.refused(NtStatus.INSUFFICIENT_RESOURCES);
        }
        TreeBackend backend = session.backend().connect(treeId, share, maximalAccess);
        return finish(
                session,
                new TreeConnect(treeId, share.name(), encrypt, backend),
                new Response(
                        SHARE_TYPE_DISK,
                        shareFlags(share, negotiated.dialect()),
                        capabilities,
                        maximalAccess));
    }

    private Result connectPipes(Session session) {
        int treeId = session.nextTreeId();
        if (treeId == 0) {
            return Result.refused(NtStatus.INSUFFICIENT_RESOURCES);
        }
        return finish(
                session,
                new TreeConnect(treeId, IPC, false, pipes.apply(session)),
                new Response(SHARE_TYPE_PIPE, SHAREFLAG_NO_CACHING, 0, FILE_ALL_ACCESS));
    }

    private static Result finish(Session session, TreeConnect tree, Response response) {
        if (!session.addTree(tree)) {
            return Result.refused(NtStatus.USER_SESSION_DELETED);
        }
        return new Result(NtStatus.SUCCESS, tree, response, List.of());
    }

    /** {@code \\server\share}; null for anything else. Any server name is ours. */
    private static @Nullable Unc parse(String path) {
        if (!path.startsWith("\\\\")) {
            return null;
        }
        int split = path.indexOf('\\', 2);
        if (split <= 2) {
            return null;
        }
        String share = path.substring(split + 1);
        if (share.isEmpty() || share.indexOf('\\') >= 0 || share.indexOf('\0') >= 0) {
            return null;
        }
        return share.length() > MAX_SHARE_NAME_CHARS
                ? null
                : new Unc(path.substring(2, split), share);
    }

    private static int capabilities(
            ShareState share, VolumeState volume, Dialect dialect, boolean redirects) {
        if (!dialect.isSmb3()) {
            return 0;
        }
        return switch (share.kind()) {
            case GENERAL -> 0;
            case SCALE_OUT -> {
                int bits = SHARE_CAP_SCALEOUT | SHARE_CAP_CLUSTER;
                if (!volume.symmetric() && dialect.isAtLeast(Dialect.SMB_3_0_2)) {
                    bits |= SHARE_CAP_ASYMMETRIC;
                    bits |= redirects ? SHARE_CAP_REDIRECT_TO_OWNER : 0;
                }
                yield bits;
            }
        };
    }

    private static int shareFlags(ShareState share, Dialect dialect) {
        int flags =
                switch (share.kind()) {
                    // What several nodes serve is not for offline copies of a client.
                    case SCALE_OUT -> SHAREFLAG_NO_CACHING;
                    case GENERAL -> SHAREFLAG_MANUAL_CACHING;
                };
        if (share.accessBased()) {
            flags |= SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM;
        }
        if (share.encrypt() && dialect.isSmb3()) {
            flags |= SHAREFLAG_ENCRYPT_DATA;
        }
        return flags;
    }

    /** [MS-SMB2] 2.2.2.2.2; null when this node is the owner or nobody better is known. */
    private @Nullable Result redirect(ClusterState state, VolumeState volume, Unc path) {
        if (volume.ownedBy(cluster.nodeName())) {
            return null;
        }
        List<InetAddress> addresses =
                state
                        .node(volume.owner())
                        .map(NodeState::clientAddresses)
                        .orElse(List.of())
                        .stream()
                        .map(InetAddress::ofLiteral)
                        .toList();
        if (addresses.isEmpty()) {
            return null;
        }
        String unc = "\\\\" + path.server + "\\" + path.share;
        return new Result(
                NtStatus.BAD_NETWORK_NAME,
                null,
                null,
                List.of(new ErrorContext.ShareRedirect(addresses, unc)));
    }
}
