package io.onehop.server.open;

import io.onehop.server.serve.Audit;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Metadata;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.NtStatus;

/** What an open is granted: of the file, of its directory and of the share. [MS-FSA] 2.1.5.1.2.1 */
final class CreationAccess {
    private static final int WRITING =
            AccessMask.FILE_WRITE_DATA | AccessMask.FILE_APPEND_DATA | AccessMask.FILE_DELETE_CHILD;

    private final ServedVolume volume;
    private final Identity identity;
    private final String address;
    private final OpenPlan plan;
    private final int shareMaximum;
    private final boolean atOnce;

    /**
     * @param atOnce whether what would block ends with SmbException CANT_WAIT
     */
    CreationAccess(ServedVolume volume, Open.Owner owner, OpenPlan plan, boolean atOnce) {
        this.volume = volume;
        this.identity = owner.session().identity();
        this.address = owner.session().client().address();
        this.plan = plan;
        this.atOnce = atOnce;
        // Reading audit lists is a matter of privilege, not of the share's permissions.
        this.shareMaximum =
                AccessMask.mapGeneric(owner.tree().maximalAccess())
                        | AccessMask.ACCESS_SYSTEM_SECURITY;
    }

    private int desired() {
        return plan.access().desired();
    }

    private boolean wantsMaximum() {
        return (desired() & AccessMask.MAXIMUM_ALLOWED) != 0;
    }

    /** The maker of a file gets what it asks for. [MS-FSA] 2.1.5.1.1 */
    int grantedOnNew() throws SmbException {
        int asked = desired() & ~AccessMask.MAXIMUM_ALLOWED;
        int refused = asked & ~shareMaximum;
        if (!identity.administrator()) {
            refused |= asked & AccessMask.ACCESS_SYSTEM_SECURITY;
        }
        if (refused != 0) {
            throw refusal(plan.name().path(), refused, NtStatus.ACCESS_DENIED);
        }
        return wantsMaximum() ? asked | (AccessMask.FILE_ALL_ACCESS & shareMaximum) : asked;
    }

    /** Fails unless a file can be made in a directory. */
    void requireMakingIn(StoredFile parent, boolean directory)
            throws SmbException, VolumeException {
        int needed = directory ? AccessMask.FILE_APPEND_DATA : AccessMask.FILE_WRITE_DATA;
        int allowed = volume.runtime().rules().maximalAccess(identity, parent);
        allowed |= privileged(needed);
        if ((allowed & shareMaximum & needed) == 0) {
            throw refusal(parent.path(), needed, NtStatus.ACCESS_DENIED);
        }
        // Fails before anything is made.
        var _ = grantedOnNew();
    }

    /** The rights that overwriting a file, or making a stream in it, takes besides. */
    int extraFor(boolean truncates, boolean streamMade) {
        if (streamMade) {
            return AccessMask.FILE_WRITE_DATA;
        }
        if (!truncates) {
            return 0;
        }
        int extra =
                plan.disposition() == Create.FILE_SUPERSEDE
                        ? AccessMask.DELETE
                        : AccessMask.FILE_WRITE_DATA;
        return plan.name().stream().isEmpty()
                ? extra | AccessMask.FILE_WRITE_EA | AccessMask.FILE_WRITE_ATTRIBUTES
                : extra;
    }

    /** What is granted on an existing file. */
    int grantedOn(StoredFile stored, Metadata metadata, int extra)
            throws SmbException, VolumeException {
        boolean readOnly = (metadata.attributes() & Metadata.READONLY) != 0;
        int asked = desired() & ~AccessMask.MAXIMUM_ALLOWED;
        int data = AccessMask.FILE_WRITE_DATA | AccessMask.FILE_APPEND_DATA;
        if (readOnly && !metadata.isDirectory() && ((asked | extra) & data) != 0) {
            throw refusal(stored.path(), (asked | extra) & data, NtStatus.ACCESS_DENIED);
        }
        if (readOnly && plan.access().hasOption(Create.FILE_DELETE_ON_CLOSE)) {
            throw new SmbException(NtStatus.CANNOT_DELETE);
        }
        int allowed = volume.runtime().rules().maximalAccess(identity, stored);
        allowed |= QuotaFile.is(stored.path()) ? 0 : privileged(desired() | extra);
        int throughDirectory = (AccessMask.DELETE | AccessMask.FILE_READ_ATTRIBUTES) & ~allowed;
        if (throughDirectory != 0 && (wantsMaximum() || (asked & throughDirectory) != 0)) {
            allowed |= throughDirectory & allowedByDirectory(stored);
        }
        allowed &= shareMaximum;
        int missing = (asked | extra) & ~allowed;
        if ((missing & AccessMask.ACCESS_SYSTEM_SECURITY) != 0) {
            throw refusal(stored.path(), missing, NtStatus.PRIVILEGE_NOT_HELD);
        }
        if (missing != 0) {
            throw refusal(stored.path(), missing, NtStatus.ACCESS_DENIED);
        }
        if (!wantsMaximum()) {
            return asked;
        }
        // Reading audit lists is only granted when it is asked for by name.
        int most = allowed & ~AccessMask.ACCESS_SYSTEM_SECURITY;
        return asked | (readOnly ? most & ~WRITING : most);
    }

    /** Backing up reads what is there; restoring makes things too. [MS-FSA] 2.1.5.1, phase 4 */
    private int privileged(int asked) {
        return volume.runtime()
                .rules()
                .privileged(
                        identity,
                        asked,
                        plan.access().hasOption(Create.FILE_OPEN_FOR_BACKUP_INTENT));
    }

    private SmbException refusal(VolumePath object, int refused, NtStatus status) {
        Audit.refused(identity, address, volume.name() + ":\\" + object, desired(), refused);
        return new SmbException(status);
    }

    private int allowedByDirectory(StoredFile stored) throws SmbException, VolumeException {
        if (stored.path().isRoot() || QuotaFile.is(stored.path())) {
            return 0;
        }
        if (atOnce) {
            throw new SmbException(NtStatus.CANT_WAIT);
        }
        try (StoredFile parent = OpenFiles.openDirectory(volume, stored.path().parent())) {
            int allowed = volume.runtime().rules().maximalAccess(identity, parent);
            return ((allowed & AccessMask.FILE_DELETE_CHILD) != 0 ? AccessMask.DELETE : 0)
                    | ((allowed & AccessMask.FILE_READ_DATA) != 0
                            ? AccessMask.FILE_READ_ATTRIBUTES
                            : 0);
        }
    }
}
