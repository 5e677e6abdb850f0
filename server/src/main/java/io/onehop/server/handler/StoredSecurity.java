package io.onehop.server.handler;

import io.onehop.base.FileTime;
import io.onehop.server.open.NotifyHub;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.MetadataChange;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.SecurityInformation;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.NtStatus;

/**
 * Security descriptors of stored files, read and set in parts. Who asks must have the rights that
 * the parts take; that is for callers to see to. [MS-FSA] 2.1.5.14, 2.1.5.17
 */
public final class StoredSecurity {
    private StoredSecurity() {}

    /** The rights to a file that reading parts of its descriptor takes, all of them. */
    public static int neededToRead(int information) {
        int sacl = SecurityInformation.SACL | SecurityInformation.SCOPE;
        boolean backup = (information & SecurityInformation.BACKUP) != 0;
        int needed = 0;
        if (backup || (information & sacl) != 0) {
            needed |= AccessMask.ACCESS_SYSTEM_SECURITY;
        }
        if (backup || (information & ~sacl) != 0) {
            needed |= AccessMask.READ_CONTROL;
        }
        return needed;
    }

    /** The rights to a file that setting parts of its descriptor takes, all of them. */
    public static int neededToSet(int information) {
        boolean backup = (information & SecurityInformation.BACKUP) != 0;
        int sacl = SecurityInformation.SACL | SecurityInformation.SCOPE;
        int dacl = SecurityInformation.DACL | SecurityInformation.ATTRIBUTE;
        int needed = 0;
        if (backup || (information & sacl) != 0) {
            needed |= AccessMask.ACCESS_SYSTEM_SECURITY;
        }
        if (backup || (information & dacl) != 0) {
            needed |= AccessMask.WRITE_DAC;
        }
        if (backup || (information & Security.OWNER_PARTS) != 0) {
            needed |= AccessMask.WRITE_OWNER;
        }
        return needed;
    }

    /** The parts that are asked for, self-relative. */
    public static byte[] read(StoredFile file, int information) throws VolumeException {
        return Security.descriptor(file).select(information).toBytes();
    }

    /**
     * Sets parts of a descriptor.
     *
     * @param descriptor self-relative, as a client gave it
     * @throws SmbException INVALID_SECURITY_DESCR, INVALID_OWNER
     */
    public static void set(
            ServedVolume volume, StoredFile file, Identity who, int information, byte[] descriptor)
            throws SmbException, VolumeException {
        SecurityDescriptor given = SecurityQueries.decode(descriptor);
        boolean backup = (information & SecurityInformation.BACKUP) != 0;
        boolean owner = (information & SecurityInformation.OWNER) != 0;
        if (owner || (backup && given.owner() != null)) {
            if (given.owner() == null) {
                throw new SmbException(NtStatus.INVALID_OWNER);
            }
            Security.checkOwner(given.owner(), Security.makeToken(who));
        }
        synchronized (FileLocks.of(file.fileId())) {
            SecurityDescriptor after = Security.descriptor(file).merge(given, information);
            file.setSecurity(after.toBytes());
        }
        long now = FileTime.of(volume.runtime().time().now());
        file.change(new MetadataChange(null, null, null, now, null));
        volume.notifications()
                .changed(file.path(), NotifyHub.MODIFIED, ChangeNotify.FILE_NOTIFY_CHANGE_SECURITY);
    }
}
