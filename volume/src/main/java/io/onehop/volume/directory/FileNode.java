package io.onehop.volume.directory;

import static io.onehop.volume.directory.Host.must;

import io.onehop.base.Limits;
import io.onehop.volume.ExtendedAttribute;
import io.onehop.volume.Metadata;
import io.onehop.volume.MetadataChange;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open file or directory, one for all its handles and names. Our attributes are read once and
 * kept, for nobody else writes them. Its monitor guards attributes, values and named streams, not
 * data; what is kept of them is read without it. Thread safe.
 */
final class FileNode {
    private static final Logger LOG = LoggerFactory.getLogger(FileNode.class);

    private final Host host;
    private final OurFolder ours;
    private final KnownSecurity.Keeper securities;
    private final Descriptor descriptor;
    private final long inode;
    private final boolean directory;
    private final SharedData data;
    private final NamedStreams streams;
    private volatile @Nullable StoredAttributes attributes;

    private volatile @Nullable KnownSecurity security;
    private boolean orphan;
    private volatile boolean nameUnsynced;

    /** Guarded by {@link OpenFiles}. */
    int handles;

    FileNode(
            Host host,
            OurFolder ours,
            KnownSecurity.Keeper securities,
            Descriptor descriptor,
            HostStat stat) {
        this.host = host;
        this.ours = ours;
        this.securities = securities;
        this.descriptor = descriptor;
        this.inode = stat.inode();
        this.directory = stat.isDirectory();
        this.data = new SharedData(host, this, this::openData, descriptor);
        this.streams = new NamedStreams(this);
    }

    private int openData(int flags) throws VolumeException {
        byte[] path = Host.pathOf(descriptor.number());
        return use(() -> host.tryOpenQuietly(LinuxCalls.AT_FDCWD, path, flags, 0));
    }

    Host host() {
        return host;
    }

    OurFolder ours() {
        return ours;
    }

    Descriptor descriptor() {
        return descriptor;
    }

    long inode() {
        return inode;
    }

    boolean isDirectory() {
        return directory;
    }

    SharedData data() {
        return data;
    }

    /** Named streams; the caller holds this monitor and a {@link #use}. */
    NamedStreams streams() {
        return streams;
    }

    /** What is done with the open file. */
    interface Action<T extends @Nullable Object> {
        T run() throws VolumeException;
    }

    /** Does something while the descriptors stay open, with the monitor held. */
    <T extends @Nullable Object> T use(Action<T> action) throws VolumeException {
        if (!descriptor.tryUse()) {
            throw host.refusal();
        }
        try {
            if (!ours.descriptor().tryUse()) {
                throw host.refusal();
            }
            try {
                synchronized (this) {
                    return action.run();
                }
            } finally {
                ours.descriptor().release();
            }
        } finally {
            descriptor.release();
        }
    }

    /** The caller holds the monitor and a {@link #use}, here and below. */
    StoredAttributes attributes() throws VolumeException {
        StoredAttributes known = attributes;
        if (known == null) {
            known = decode(readAttributes(), directory);
            attributes = known;
        }
        return known;
    }

    /** Null too for a file that the server may not read: its names and sizes still show. */
    private byte @Nullable [] readAttributes() throws VolumeException {
        try {
            return host.attribute(descriptor, HostAttributes.ATTRIBUTES);
        } catch (VolumeException e) {
            if (e.reason() == Reason.HOST_DENIED) {
                return null;
            }
            throw e;
        }
    }

    static StoredAttributes decode(byte @Nullable [] stored, boolean directory) {
        if (stored == null) {
            return StoredAttributes.absent(directory);
        }
        StoredAttributes known = StoredAttributes.decode(stored);
        if (known == null) {
            LOG.warn("attributes of {} bytes in a form that is not known", stored.length);
            return StoredAttributes.absent(directory);
        }
        return known;
    }

    void store(StoredAttributes changed) throws VolumeException {
        byte[] stored = changed.encode();
        must(host.setAttribute(descriptor, HostAttributes.ATTRIBUTES, stored), "setxattr");
        attributes = changed;
    }

    /** Says what a file begins with that is being made; the descriptor is not to be changed. */
    void begin(StoredAttributes known, byte @Nullable [] descriptorBytes) {
        attributes = known;
        security = securities.keep(descriptorBytes);
    }

    /** Says what is stored with a file that was closed and has not changed since. */
    void begin(KnownFiles.Known known) {
        attributes = known.attributes();
        security = known.security();
    }

    /**
     * What is stored with the file, with the host's change time of now; null when that is not known
     * or of no use to anybody. To be asked by one who is about to close the last handle.
     */
    KnownFiles.@Nullable Known known() {
        StoredAttributes all = attributes;
        KnownSecurity secured = security;
        if (all == null || secured == null || orphan) {
            return null;
        }
        try {
            HostStat stat = host.statKept(descriptor.number());
            return stat.links() == 0 ? null : KnownFiles.Known.of(stat, all, secured);
        } catch (VolumeException e) {
            LOG.debug("inode {} is not kept in mind: {}", inode, e.getMessage());
            return null;
        }
    }

    /** Whether nothing was changed since. */
    boolean isStill(KnownFiles.Known known) {
        return Objects.equals(attributes, known.attributes())
                && Objects.equals(security, known.security());
    }

    Metadata metadata() throws VolumeException {
        return use(() -> attributes().metadata(host.stat(descriptor.number()), data.reserved()));
    }

    /** As it was when the host was asked. */
    Metadata metadata(HostStat stat) throws VolumeException {
        host.check();
        StoredAttributes known = attributes;
        return known == null
                ? use(() -> attributes().metadata(stat, data.reserved()))
                : known.metadata(stat, data.reserved());
    }

    /**
     * Whether attributes and security are kept here, so that they need no call of the host; only a
     * change that fails, or to a descriptor too large to be kept, ends it.
     */
    boolean isKnown() {
        return attributes != null && security != null;
    }

    void change(MetadataChange change) throws VolumeException {
        use(
                () -> {
                    apply(change);
                    return null;
                });
    }

    private void apply(MetadataChange change) throws VolumeException {
        int fd = descriptor.number();
        if (change.lastAccessTime() != null || change.lastWriteTime() != null) {
            host.setTimes(fd, change.lastAccessTime(), change.lastWriteTime());
        }
        StoredAttributes before = attributes();
        StoredAttributes after = before;
        Integer flags = change.attributes();
        if (flags != null) {
            int kept = before.attributes() & Metadata.SPARSE_FILE;
            after = after.withAttributes((flags & Metadata.SETTABLE) | kept);
        }
        Long creation = change.creationTime();
        if (creation != null) {
            after = after.withCreationTime(creation);
        }
        Long changed = change.changeTime();
        if (changed != null) {
            after = after.withChangeTime(changed, host.stat(fd).times().write());
        } else {
            after = after.withChangeTime(0, 0);
        }
        if (!after.equals(before)) {
            store(after);
        }
    }

    void setSparse(boolean sparse) throws VolumeException {
        use(
                () -> {
                    int flags = attributes().attributes() & ~Metadata.SPARSE_FILE;
                    flags |= sparse ? Metadata.SPARSE_FILE : 0;
                    if (flags != attributes().attributes()) {
                        store(attributes().withAttributes(flags).withChangeTime(0, 0));
                    }
                    return null;
                });
    }

    void setCompressed(boolean compressed) throws VolumeException {
        if (!host.compresses()) {
            if (compressed) {
                throw new VolumeException(Reason.NOT_SUPPORTED, "the host does not compress");
            }
            return;
        }
        use(
                () -> {
                    host.setCompressed(descriptor.number(), compressed);
                    metadataChanged();
                    return null;
                });
    }

    byte @Nullable [] objectId() throws VolumeException {
        return this.<byte @Nullable []>use(() -> ObjectIds.read(this));
    }

    void setObjectId(byte @Nullable [] id) throws VolumeException {
        use(
                () -> {
                    ObjectIds.write(this, id);
                    metadataChanged();
                    return null;
                });
    }

    /** The change time that was set, if one was, is over. */
    void metadataChanged() throws VolumeException {
        if (attributes().changeTime() != 0) {
            store(attributes().withChangeTime(0, 0));
        }
    }

    byte @Nullable [] security() throws VolumeException {
        host.check();
        KnownSecurity known = security;
        return known == null ? this.<byte @Nullable []>use(this::readSecurity) : known.copy();
    }

    private byte @Nullable [] readSecurity() throws VolumeException {
        byte[] read = StoredValue.SECURITY.read(this);
        security = securities.keep(read == null ? null : read.clone());
        return read;
    }

    void setSecurity(byte[] descriptorBytes) throws VolumeException {
        if (descriptorBytes.length > Limits.MAX_SECURITY_DESCRIPTOR_BYTES) {
            throw new VolumeException(Reason.TOO_LARGE, "security descriptor is too large");
        }
        use(
                () -> {
                    try {
                        StoredValue.SECURITY.write(this, descriptorBytes);
                        security = securities.keep(descriptorBytes.clone());
                    } catch (VolumeException e) {
                        // Whatever is stored now is read anew.
                        security = null;
                        throw e;
                    }
                    metadataChanged();
                    return null;
                });
    }

    List<ExtendedAttribute> extendedAttributes() throws VolumeException {
        return use(() -> ExtendedAttributes.decode(StoredValue.EXTENDED_ATTRIBUTES.read(this)));
    }

    void setExtendedAttributes(List<ExtendedAttribute> changes) throws VolumeException {
        use(
                () -> {
                    List<ExtendedAttribute> before =
                            ExtendedAttributes.decode(StoredValue.EXTENDED_ATTRIBUTES.read(this));
                    List<ExtendedAttribute> after = ExtendedAttributes.merge(before, changes);
                    byte[] stored = after.isEmpty() ? null : ExtendedAttributes.encode(after);
                    StoredValue.EXTENDED_ATTRIBUTES.write(this, stored);
                    int size = ExtendedAttributes.size(after);
                    store(attributes().withEaSize(size).withChangeTime(0, 0));
                    return null;
                });
    }

    byte @Nullable [] reparsePoint() throws VolumeException {
        return this.<byte @Nullable []>use(() -> StoredValue.REPARSE_POINT.read(this));
    }

    void setReparsePoint(byte @Nullable [] value) throws VolumeException {
        if (value != null && (value.length < 8 || value.length > 16 << 10)) {
            throw new VolumeException(Reason.TOO_LARGE, "reparse data of a wrong size");
        }
        use(
                () -> {
                    if (value != null && directory) {
                        ours.seeReparse();
                    }
                    StoredValue.REPARSE_POINT.write(this, value);
                    int tag =
                            value == null
                                    ? 0
                                    : ByteBuffer.wrap(value)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getInt();
                    store(attributes().withReparseTag(tag).withChangeTime(0, 0));
                    return null;
                });
    }

    /** After a name of the file went: if it was the last, what we keep for it goes at the end. */
    void nameRemoved() throws VolumeException {
        use(
                () -> {
                    if (attributes().hasBelongings()
                            && (directory || host.stat(descriptor.number()).links() == 0)) {
                        orphan = true;
                        streams.discard();
                    }
                    return null;
                });
    }

    void nameChanged() {
        nameUnsynced = true;
    }

    /** Whether a name changed since this was last asked. */
    boolean takeNameUnsynced() {
        boolean unsynced = nameUnsynced;
        nameUnsynced = false;
        return unsynced;
    }

    /** Puts data, attributes and streams on stable storage, names not. */
    void flush() throws VolumeException {
        use(
                () -> {
                    streams.flush();
                    return null;
                });
        if (directory && descriptor.pathOnly()) {
            try (DirectoryReader reader = openDirectory()) {
                host.sync(reader.directory().number(), false);
            }
            return;
        }
        Descriptor open = data.forReading();
        try {
            host.sync(open.number(), false);
        } finally {
            open.release();
        }
    }

    DirectoryReader openDirectory() throws VolumeException {
        return use(() -> DirectoryReader.open(host, descriptor.number()));
    }

    /** After the last handle. */
    void dispose() {
        if (orphan) {
            try {
                use(
                        () -> {
                            removeBelongings();
                            return null;
                        });
            } catch (VolumeException e) {
                LOG.warn("what belonged to removed file {} is left: {}", inode, e.getMessage());
            }
        }
        descriptor.close();
    }

    private void removeBelongings() throws VolumeException {
        streams.remove();
        for (StoredValue value : StoredValue.values()) {
            value.removeBeside(this);
        }
        ObjectIds.release(this);
    }
}
