package io.onehop.server.open;

import io.onehop.server.serve.Identity;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.wire.dtyp.AccessMask;
import org.jspecify.annotations.Nullable;

/** Who may do what with a file, from its security descriptor. Thread safe. */
public interface AccessRules {
    /** Lets everybody do everything and stores the descriptors that clients send. */
    AccessRules NONE =
            new AccessRules() {
                @Override
                public int maximalAccess(Identity who, StoredFile file) {
                    return AccessMask.FILE_ALL_ACCESS
                            | (who.administrator() ? AccessMask.ACCESS_SYSTEM_SECURITY : 0);
                }

                @Override
                public int privileged(Identity who, int asked, boolean backupIntent) {
                    return 0;
                }

                @Override
                public byte @Nullable [] descriptorForNew(
                        Identity who,
                        StoredFile parent,
                        boolean directory,
                        byte @Nullable [] requested) {
                    return requested;
                }
            };

    /**
     * All that an identity may do with a file by the file's own descriptor; neither attributes nor
     * the parent directory count here, and of privileges only the one for audit lists.
     *
     * @return rights as in {@link AccessMask}, never generic ones
     */
    int maximalAccess(Identity who, StoredFile file) throws VolumeException;

    /**
     * What an identity may do with any file by its privileges, given what it asks for.
     *
     * @param backupIntent whether the open is one for backup: those to back up and to restore count
     *     only then
     */
    int privileged(Identity who, int asked, boolean backupIntent);

    /**
     * The security descriptor that a new file gets: what the client asks for, and what it inherits
     * from its directory.
     *
     * @param requested self-relative, or null when the client leaves it to the server
     * @return self-relative, or null to store none
     * @throws SmbException INVALID_SECURITY_DESCR, INVALID_OWNER, ...
     */
    byte @Nullable [] descriptorForNew(
            Identity who, StoredFile parent, boolean directory, byte @Nullable [] requested)
            throws SmbException, VolumeException;
}
