package io.onehop.server.open;

import io.onehop.volume.DirectoryListing;
import io.onehop.volume.ExtendedAttribute;
import io.onehop.volume.Metadata;
import io.onehop.volume.MetadataChange;
import io.onehop.volume.StoredFile;
import io.onehop.volume.StoredStream;
import io.onehop.volume.StreamEntry;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.Ace;
import io.onehop.wire.dtyp.Acl;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.Sid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file through which clients ask for the quotas of a volume. It is part of every volume and of
 * no store; administrators may read it, nobody may change it. [MS-FSA] 2.1.5.1 phase 7, 2.1.5.21
 */
public final class QuotaFile implements StoredFile {
    /** No client can name it otherwise: colons are no part of names. */
    public static final VolumePath PATH =
            new VolumePath(List.of("$Extend", "$Quota:$Q:$INDEX_ALLOCATION"));

    /** The same as clients write it. */
    public static final String NAME = PATH.toString();

    /** No inode of a host. */
    private static final long FILE_ID = -2;

    private static final int ATTRIBUTES =
            Metadata.HIDDEN | Metadata.SYSTEM | Metadata.DIRECTORY | Metadata.ARCHIVE;
    private static final int RIGHTS =
            AccessMask.FILE_GENERIC_READ | AccessMask.FILE_GENERIC_EXECUTE;
    private static final byte[] SECURITY =
            SecurityDescriptor.of(
                            Sid.ADMINISTRATORS,
                            Sid.LOCAL_SYSTEM,
                            Acl.of(
                                    Ace.allow(Sid.LOCAL_SYSTEM, RIGHTS, 0),
                                    Ace.allow(Sid.ADMINISTRATORS, RIGHTS, 0),
                                    // Not even its owner changes who may.
                                    Ace.allow(Sid.OWNER_RIGHTS, RIGHTS, 0)))
                    .toBytes();

    public static boolean is(VolumePath path) {
        return path.equals(PATH);
    }

    @Override
    public VolumePath path() {
        return PATH;
    }

    @Override
    public long fileId() {
        return FILE_ID;
    }

    @Override
    public boolean isDirectory() {
        return true;
    }

    @Override
    public Metadata metadata() {
        return new Metadata(FILE_ID, 0, 0, 0, 0, 0, 0, ATTRIBUTES, 1, 0, 0);
    }

    @Override
    public byte[] security() {
        return SECURITY.clone();
    }

    @Override
    public List<ExtendedAttribute> extendedAttributes() {
        return List.of();
    }

    @Override
    public byte @Nullable [] objectId() {
        return null;
    }

    @Override
    public byte @Nullable [] reparsePoint() {
        return null;
    }

    @Override
    public List<StreamEntry> streams() {
        return List.of();
    }

    @Override
    public DirectoryListing list() throws VolumeException {
        throw refusal();
    }

    @Override
    public void change(MetadataChange change) throws VolumeException {
        throw refusal();
    }

    @Override
    public void setObjectId(byte @Nullable [] id) throws VolumeException {
        throw refusal();
    }

    @Override
    public void setSecurity(byte[] descriptor) throws VolumeException {
        throw refusal();
    }

    @Override
    public void setExtendedAttributes(List<ExtendedAttribute> changes) throws VolumeException {
        throw refusal();
    }

    @Override
    public void setReparsePoint(byte @Nullable [] data) throws VolumeException {
        throw refusal();
    }

    @Override
    public StoredStream stream(String name, boolean create) throws VolumeException {
        throw refusal();
    }

    @Override
    public void removeStream(String name) throws VolumeException {
        throw refusal();
    }

    @Override
    public void renameStream(String from, String to, boolean replace) throws VolumeException {
        throw refusal();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private static VolumeException refusal() {
        return new VolumeException(VolumeException.Reason.NOT_SUPPORTED, "the file of the quotas");
    }
}
