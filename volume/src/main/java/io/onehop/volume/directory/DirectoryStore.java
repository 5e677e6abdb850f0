package io.onehop.volume.directory;

import static io.onehop.volume.directory.LinuxCalls.BENEATH;
import static io.onehop.volume.directory.LinuxCalls.O_DIRECTORY;
import static io.onehop.volume.directory.LinuxCalls.O_PATH;
import static io.onehop.volume.directory.LinuxCalls.O_RDONLY;

import io.onehop.base.TimeSource;
import io.onehop.volume.DirectoryListing;
import io.onehop.volume.Fence;
import io.onehop.volume.NewFile;
import io.onehop.volume.StoredFile;
import io.onehop.volume.Volume;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import io.onehop.volume.VolumeInformation;
import io.onehop.volume.VolumePath;
import io.onehop.volume.directory.NameTree.Name;
import io.onehop.volume.directory.Resolver.Found;
import io.onehop.volume.directory.Resolver.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * A volume on a directory of the host. Files of the host appear as they are; its symbolic links,
 * devices, pipes and sockets, and other file systems mounted within, are not shown, and a path over
 * a link or a mount is refused with REPARSE_POINT. The root's folder {@code .onehop} is the store's
 * own: it is not shown and cannot be reached.
 *
 * <p>The host may change files at any time. A name that the host gave to another file is not
 * removed or renamed by a handle to the old one. What the host removes or replaces leaves its
 * streams, and values too large for an extended attribute, in {@code .onehop}; a copy by the host
 * has none of them.
 *
 * <p>Opening and making files share the lock of names, renaming and removing have it alone.
 */
public final class DirectoryStore implements Volume {
    private static final byte[] DOT = {'.'};

    private final Host host;
    private final HostData data;
    private final Options options;
    private final Descriptor root;
    private final HostStat rootStat;
    private final OurFolder ours;
    private final NameIndexes indexes;
    private final NameTree tree = new NameTree();
    private final Tunnel tunnel = new Tunnel(TimeSource.SYSTEM);
    private final OpenFiles files;
    private volatile @Nullable FileNode rootNode;
    private final Resolver resolver;
    private final Creation creation;
    private final Renaming renaming;
    private final StampedLock names = new StampedLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Boolean sharesBlocks;

    private DirectoryStore(Host host, Options options, Descriptor root, OurFolder ours)
            throws VolumeException {
        this.host = host;
        this.data = new HostData(host);
        this.options = options;
        this.root = root;
        this.rootStat = host.stat(root.number());
        this.ours = ours;
        this.indexes = new NameIndexes(host, options.indexedNames(), TimeSource.SYSTEM);
        this.files = new OpenFiles(host, ours, options.knownBytes());
        this.resolver =
                new Resolver(new Resolver.Parts(host, ours, indexes, files), root, rootStat);
        this.creation = new Creation(host, ours, files, options);
        this.renaming =
                new Renaming(
                        new Renaming.Parts(host, ours, resolver, indexes, tree, tunnel, files));
    }

    /**
     * Serves an existing directory.
     *
     * @throws VolumeException when it is not there, cannot be written, or its file system knows no
     *     user extended attributes
     */
    public static DirectoryStore open(Path directory, Fence fence, Options options)
            throws VolumeException {
        Host host = new Host(fence);
        byte[] path = OurFolder.bytes(directory.toAbsolutePath().toString());
        int flags = O_PATH | O_DIRECTORY;
        try {
            Descriptor root = host.open(LinuxCalls.AT_FDCWD, path, flags, 0, 0);
            OurFolder ours = OurFolder.open(host, root.number());
            return new DirectoryStore(host, options, root, ours);
        } catch (VolumeException e) {
            host.close();
            throw e;
        }
    }

    Host host() {
        return host;
    }

    HostData data() {
        return data;
    }

    VolumePath pathOf(Name name) {
        return tree.path(name);
    }

    /** Directories read to find names, for tests and metrics. */
    public long directoryScans() {
        return indexes.scans();
    }

    /** Descriptors of the host that are open for this volume. */
    public int openDescriptors() {
        return host.openDescriptors();
    }

    @Override
    public VolumeInformation information() throws VolumeException {
        long stamp = names.readLock();
        try {
            Host.Space space = host.space(root.number());
            return new VolumeInformation(
                    options.label(),
                    ours.serialNumber(),
                    rootStat.creationTime(),
                    space.blocks() * space.blockBytes(),
                    space.free() * space.blockBytes(),
                    space.available() * space.blockBytes(),
                    (int) space.blockBytes(),
                    space.readOnly(),
                    sharesBlocks((int) space.blockBytes()),
                    host.compresses());
        } finally {
            names.unlockRead(stamp);
        }
    }

    /** Tried once, by the first who asks. */
    private boolean sharesBlocks(int unit) throws VolumeException {
        Boolean known = sharesBlocks;
        if (known == null) {
            known = ours.sharesBlocks(unit);
            sharesBlocks = known;
        }
        return known;
    }

    @Override
    public StoredFile open(VolumePath path) throws VolumeException {
        long stamp = names.readLock();
        try {
            if (path.isRoot()) {
                FileNode node = files.again(rootNode());
                return new HostFile(this, node, tree.hold(List.of(), node.inode()), null);
            }
            Found found = resolver.open(path);
            Name name = tree.hold(found.names(), found.node().inode());
            return new HostFile(this, found.node(), name, found.stat());
        } finally {
            names.unlockRead(stamp);
        }
    }

    @Override
    public @Nullable StoredFile openAtOnce(VolumePath path, boolean forData)
            throws VolumeException {
        long stamp = names.tryReadLock();
        if (stamp == 0) {
            return null;
        }
        try {
            boolean held =
                    path.isRoot() || tree.at(path.parent().components(), path.name()) != null;
            if (forData && !held) {
                return null;
            }
            Found found = resolver.openAgain(path, !held);
            if (found == null) {
                return null;
            }
            Name name = tree.hold(found.names(), found.node().inode());
            return new HostFile(this, found.node(), name, found.stat());
        } finally {
            names.unlockRead(stamp);
        }
    }

    /** The root, which clients open more often than anything else: open from its first use on. */
    private FileNode rootNode() throws VolumeException {
        FileNode known = rootNode;
        if (known == null) {
            synchronized (files) {
                known = rootNode;
                if (known == null) {
                    known = resolver.open(VolumePath.ROOT).node();
                    rootNode = known;
                }
            }
        }
        return known;
    }

    @Override
    public StoredFile create(VolumePath path, NewFile what) throws VolumeException {
        if (path.isRoot()) {
            throw new VolumeException(Reason.NAME_EXISTS, "the root is there");
        }
        if (OurFolder.isName(path.components().getFirst())) {
            throw new VolumeException(Reason.HOST_DENIED, "the name is the store's own");
        }
        long stamp = names.readLock();
        try (Place directory = resolver.directory(path.parent())) {
            ReentrantLock lock = indexes.lock(directory.inode());
            lock.lock();
            try {
                return createIn(directory, path.name(), what);
            } finally {
                lock.unlock();
            }
        } finally {
            names.unlockRead(stamp);
        }
    }

    private StoredFile createIn(Place directory, String wanted, NewFile what)
            throws VolumeException {
        int fd = directory.number();
        if (indexes.find(fd, directory.stat(), wanted) != null) {
            throw new VolumeException(Reason.NAME_EXISTS, wanted);
        }
        String gone = tunnel.take(directory.inode(), wanted);
        if (gone != null && indexes.find(fd, directory.stat(), gone) != null) {
            gone = null;
        }
        String name = gone == null ? wanted : gone;
        boolean compressed = directory.stat().storage().compressed();
        FileNode node = creation.make(fd, HostNames.encode(name), what, compressed);
        node.nameChanged();
        indexes.changed(fd, directory.inode(), true, null, name);
        VolumePath at = new VolumePath(directory.names()).child(name);
        return new HostFile(this, node, tree.hold(at.components(), node.inode()), null);
    }

    @Override
    public void rename(StoredFile file, VolumePath to, boolean replace) throws VolumeException {
        HostFile own = own(file);
        long stamp = names.writeLock();
        try {
            renaming.rename(own.node(), own.name(), to, replace);
        } finally {
            names.unlockWrite(stamp);
        }
    }

    @Override
    public void link(StoredFile file, VolumePath to, boolean replace) throws VolumeException {
        HostFile own = own(file);
        long stamp = names.writeLock();
        try {
            renaming.link(own.node(), to, replace);
        } finally {
            names.unlockWrite(stamp);
        }
    }

    @Override
    public void remove(StoredFile file) throws VolumeException {
        HostFile own = own(file);
        long stamp = names.writeLock();
        try {
            renaming.remove(own.node(), own.name());
        } finally {
            names.unlockWrite(stamp);
        }
    }

    private HostFile own(StoredFile file) {
        if (file instanceof HostFile own && own.store() == this) {
            return own;
        }
        throw new IllegalArgumentException("a handle of another volume");
    }

    DirectoryListing list(FileNode directory) throws VolumeException {
        boolean isRoot = directory.inode() == rootStat.inode();
        return new HostListing(host, resolver, directory.openDirectory(), isRoot);
    }

    /** Puts the name of a file on stable storage if it is new. */
    void syncName(HostFile file) throws VolumeException {
        FileNode node = file.node();
        if (!node.takeNameUnsynced()) {
            return;
        }
        long stamp = names.readLock();
        if (tree.isGone(file.name())) {
            names.unlockRead(stamp);
            return;
        }
        try (Place directory = resolver.directory(tree.path(file.name()).parent());
                Descriptor readable =
                        host.open(directory.number(), DOT, O_RDONLY | O_DIRECTORY, 0, BENEATH)) {
            host.sync(readable.number(), false);
        } catch (VolumeException e) {
            node.nameChanged();
            throw e;
        } finally {
            names.unlockRead(stamp);
        }
    }

    void closed(HostFile file, FileNode node) {
        tree.release(file.name());
        files.release(node);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long stamp = names.writeLock();
        try {
            host.close();
        } finally {
            names.unlockWrite(stamp);
        }
    }
}
