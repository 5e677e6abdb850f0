package io.onehop.server.rpc;

import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.ShareState;
import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.srvsvc.NetStatus;
import io.onehop.rpc.srvsvc.ServerControl.FileSecurity;
import io.onehop.server.handler.StoredSecurity;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Audit;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.SmbException;
import io.onehop.server.session.ShareRights;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.NtStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Security descriptors of files for those who ask the server service: with the rights that the
 * caller would have over the share. Only the owner of a volume answers for it. Thread safe.
 */
final class FileSecurityControl {
    private final ClusterView cluster;
    private final Supplier<List<ServedVolume>> volumes;

    FileSecurityControl(ClusterView cluster, Supplier<List<ServedVolume>> volumes) {
        this.cluster = cluster;
        this.volumes = volumes;
    }

    /** What is done with a file that was found. */
    private interface Task<T extends @Nullable Object> {
        T run(ServedVolume volume, StoredFile file, Identity who)
                throws SmbException, VolumeException;
    }

    FileSecurity get(RpcCaller caller, String share, String file, int information) {
        try {
            byte[] bytes =
                    on(
                            caller,
                            share,
                            file,
                            StoredSecurity.neededToRead(information),
                            (volume, stored, who) -> StoredSecurity.read(stored, information));
            return new FileSecurity(NetStatus.SUCCESS, bytes);
        } catch (Refusal e) {
            return new FileSecurity(e.status, null);
        }
    }

    int set(RpcCaller caller, String share, String file, int information, byte[] descriptor) {
        try {
            this.<@Nullable Void>on(
                    caller,
                    share,
                    file,
                    StoredSecurity.neededToSet(information),
                    (volume, stored, who) -> {
                        StoredSecurity.set(volume, stored, who, information, descriptor);
                        return null;
                    });
            return NetStatus.SUCCESS;
        } catch (Refusal e) {
            return e.status;
        }
    }

    private <T extends @Nullable Object> T on(
            RpcCaller caller, String shareName, String file, int needed, Task<T> task)
            throws Refusal {
        ClusterState state = cluster.state();
        Optional<ShareState> share = state.share(shareName);
        if (share.isEmpty()) {
            throw new Refusal(NetStatus.NET_NAME_NOT_FOUND);
        }
        Identity who =
                ShareRights.identity(state, caller.user())
                        .orElseThrow(() -> new Refusal(NetStatus.ACCESS_DENIED));
        ServedVolume volume =
                volumes.get().stream()
                        .filter(v -> v.name().equalsIgnoreCase(share.get().volume()))
                        .findFirst()
                        .orElseThrow(() -> new Refusal(NetStatus.NOT_READY));
        try (Use _ = volume.enter();
                StoredFile stored = volume.volume().open(path(share.get(), file))) {
            int most =
                    ShareRights.maximalAccess(share.get().rightOf(who.userName()))
                            | AccessMask.ACCESS_SYSTEM_SECURITY;
            int allowed =
                    volume.runtime().rules().maximalAccess(who, stored)
                            | volume.runtime().rules().privileged(who, needed, false);
            int missing = needed & ~(allowed & most);
            if (missing != 0) {
                String name = volume.name() + ":\\" + stored.path();
                Audit.refused(who, "srvsvc", name, needed, missing);
                throw new Refusal(NetStatus.ACCESS_DENIED);
            }
            return task.run(volume, stored, who);
        } catch (SmbException e) {
            throw new Refusal(ofStatus(e.status()));
        } catch (VolumeException e) {
            throw new Refusal(ofReason(e.reason()));
        }
    }

    private static VolumePath path(ShareState share, String file) throws VolumeException {
        String relative = file.startsWith("\\") ? file.substring(1) : file;
        List<String> all = new ArrayList<>(VolumePath.parse(share.directory()).components());
        all.addAll(VolumePath.parse(relative).components());
        return new VolumePath(all);
    }

    private static int ofStatus(NtStatus status) {
        if (status.equals(NtStatus.INVALID_OWNER)) {
            return NetStatus.INVALID_OWNER;
        }
        return status.equals(NtStatus.INVALID_SECURITY_DESCR)
                ? NetStatus.INVALID_SECURITY_DESCR
                : NetStatus.NOT_READY;
    }

    private static int ofReason(VolumeException.Reason reason) {
        return switch (reason) {
            case NAME_NOT_FOUND -> NetStatus.FILE_NOT_FOUND;
            case PATH_NOT_FOUND, NOT_A_DIRECTORY, REPARSE_POINT -> NetStatus.PATH_NOT_FOUND;
            case NAME_INVALID, STREAM_NOT_FOUND -> NetStatus.INVALID_NAME;
            case HOST_DENIED -> NetStatus.ACCESS_DENIED;
            case NOT_SUPPORTED -> NetStatus.NOT_SUPPORTED;
            case NAME_EXISTS,
                    IS_A_DIRECTORY,
                    DIRECTORY_NOT_EMPTY,
                    NO_SPACE,
                    TOO_LARGE,
                    TOO_MANY_LINKS,
                    TOO_MANY_OPEN_FILES,
                    NOT_SAME_VOLUME,
                    NOT_OWNER,
                    IO_ERROR ->
                    NetStatus.NOT_READY;
        };
    }

    /** Ends a call; has no stack trace. */
    private static final class Refusal extends Exception {
        private final int status;

        Refusal(int status) {
            super("status " + status, null, false, false);
            this.status = status;
        }
    }
}
