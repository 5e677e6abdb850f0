package io.onehop.volume.directory;

import io.onehop.volume.DirectoryListing;
import io.onehop.volume.ExtendedAttribute;
import io.onehop.volume.Metadata;
import io.onehop.volume.MetadataChange;
import io.onehop.volume.StoredFile;
import io.onehop.volume.StoredStream;
import io.onehop.volume.StreamEntry;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import io.onehop.volume.VolumePath;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One handle: a file and the name by which it was opened. */
final class HostFile implements StoredFile {
    private final DirectoryStore store;
    private final FileNode node;
    private final NameTree.Name name;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What was seen when it was opened, until somebody has asked for it. */
    private @Nullable HostStat seen;

    HostFile(DirectoryStore store, FileNode node, NameTree.Name name, @Nullable HostStat seen) {
        this.store = store;
        this.node = node;
        this.name = name;
        this.seen = seen;
    }

    FileNode node() {
        if (closed.get()) {
            throw new IllegalStateException("the handle is closed");
        }
        return node;
    }

    NameTree.Name name() {
        return name;
    }

    DirectoryStore store() {
        return store;
    }

    @Override
    public VolumePath path() {
        return store.pathOf(name);
    }

    @Override
    public long fileId() {
        return node.inode();
    }

    @Override
    public boolean isDirectory() {
        return node.isDirectory();
    }

    @Override
    public Metadata metadata() throws VolumeException {
        return node().metadata();
    }

    @Override
    public Metadata metadataAtOpening() throws VolumeException {
        HostStat stat = seen;
        seen = null;
        return stat == null ? metadata() : node().metadata(stat);
    }

    @Override
    public void change(MetadataChange change) throws VolumeException {
        node().change(change);
    }

    @Override
    public void setSparse(boolean sparse) throws VolumeException {
        node().setSparse(sparse);
    }

    @Override
    public void setCompressed(boolean compressed) throws VolumeException {
        node().setCompressed(compressed);
    }

    @Override
    public byte @Nullable [] objectId() throws VolumeException {
        return node().objectId();
    }

    @Override
    public void setObjectId(byte @Nullable [] id) throws VolumeException {
        node().setObjectId(id);
    }

    @Override
    public byte @Nullable [] security() throws VolumeException {
        return node().security();
    }

    @Override
    public void setSecurity(byte[] descriptor) throws VolumeException {
        node().setSecurity(descriptor);
    }

    @Override
    public List<ExtendedAttribute> extendedAttributes() throws VolumeException {
        return node().extendedAttributes();
    }

    @Override
    public void setExtendedAttributes(List<ExtendedAttribute> changes) throws VolumeException {
        node().setExtendedAttributes(changes);
    }

    @Override
    public byte @Nullable [] reparsePoint() throws VolumeException {
        return node().reparsePoint();
    }

    @Override
    public void setReparsePoint(byte @Nullable [] data) throws VolumeException {
        node().setReparsePoint(data);
    }

    @Override
    public List<StreamEntry> streams() throws VolumeException {
        FileNode file = node();
        return file.use(
                () -> {
                    List<StreamEntry> all = new ArrayList<>();
                    if (!file.isDirectory()) {
                        HostStat stat = file.host().stat(file.descriptor().number());
                        all.add(
                                new StreamEntry(
                                        "", stat.size(), stat.allocated(file.data().reserved())));
                    }
                    all.addAll(file.streams().list());
                    return all;
                });
    }

    @Override
    public StoredStream stream(String streamName, boolean create) throws VolumeException {
        FileNode file = node();
        if (!streamName.isEmpty()) {
            NamedStreams.Stream stream = file.use(() -> file.streams().open(streamName, create));
            return new HostStream(this, stream::name, stream.data());
        }
        if (file.isDirectory()) {
            throw new VolumeException(Reason.IS_A_DIRECTORY, "a directory has no data");
        }
        file.host().check();
        file.data().addHandle();
        return new HostStream(this, () -> "", file.data());
    }

    @Override
    public void removeStream(String streamName) throws VolumeException {
        FileNode file = node();
        refuseUnnamed(streamName);
        file.use(
                () -> {
                    file.streams().remove(streamName);
                    return null;
                });
    }

    @Override
    public void renameStream(String from, String to, boolean replace) throws VolumeException {
        FileNode file = node();
        boolean moves = from.isEmpty() || to.isEmpty();
        if (moves && file.isDirectory()) {
            throw new VolumeException(Reason.IS_A_DIRECTORY, "a directory has no data");
        }
        file.use(
                () -> {
                    if (moves) {
                        file.streams().move(from, to, replace);
                    } else {
                        file.streams().rename(from, to, replace);
                    }
                    return null;
                });
    }

    private static void refuseUnnamed(String streamName) throws VolumeException {
        if (streamName.isEmpty()) {
            throw new VolumeException(Reason.NOT_SUPPORTED, "the unnamed stream stays");
        }
    }

    @Override
    public DirectoryListing list() throws VolumeException {
        if (!isDirectory()) {
            throw new VolumeException(Reason.NOT_A_DIRECTORY, "a file has no entries");
        }
        return store.list(node());
    }

    @Override
    public void flush() throws VolumeException {
        node().flush();
        store.syncName(this);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            store.closed(this, node);
        }
    }
}
