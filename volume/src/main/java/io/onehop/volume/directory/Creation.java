package io.onehop.volume.directory;

import static io.onehop.volume.directory.Host.must;
import static io.onehop.volume.directory.LinuxCalls.BENEATH;
import static io.onehop.volume.directory.LinuxCalls.O_CREAT;
import static io.onehop.volume.directory.LinuxCalls.O_DIRECTORY;
import static io.onehop.volume.directory.LinuxCalls.O_EXCL;
import static io.onehop.volume.directory.LinuxCalls.O_NOATIME;
import static io.onehop.volume.directory.LinuxCalls.O_PATH;
import static io.onehop.volume.directory.LinuxCalls.O_RDWR;
import static io.onehop.volume.directory.LinuxCalls.O_TMPFILE;

import io.onehop.volume.ExtendedAttribute;
import io.onehop.volume.NewFile;
import io.onehop.volume.VolumeException;
import java.util.List;

/**
 * Makes files and directories so that they have their name only once they have all that belongs to
 * them: a file is made without a name and then linked, a directory is made in our folder and then
 * renamed. What needs nothing stored is made in place.
 *
 * <p>The caller holds the store's lock of names and that of the directory, and has looked that the
 * name is free.
 */
final class Creation {
    private static final byte[] DOT = {'.'};

    private final Host host;
    private final OurFolder ours;
    private final OpenFiles files;
    private final Options options;

    Creation(Host host, OurFolder ours, OpenFiles files, Options options) {
        this.host = host;
        this.ours = ours;
        this.files = files;
        this.options = options;
    }

    /**
     * The new file, with one handle.
     *
     * @param compressed whether the directory says that files in it are compressed
     */
    FileNode make(int directory, byte[] name, NewFile what, boolean compressed)
            throws VolumeException {
        StoredAttributes begin = StoredAttributes.ofNew(what.attributes());
        boolean plain =
                what.security() == null
                        && what.extendedAttributes().isEmpty()
                        && !compressed
                        && begin.equals(StoredAttributes.absent(what.directory()));
        if (what.directory()) {
            return plain
                    ? plainDirectory(directory, name)
                    : directory(directory, name, what, compressed);
        }
        return plain && what.allocationSize() <= 0
                ? plainFile(directory, name)
                : file(directory, name, what, compressed);
    }

    private FileNode plainFile(int directory, byte[] name) throws VolumeException {
        int flags = O_RDWR | O_CREAT | O_EXCL | O_NOATIME;
        Descriptor file = host.open(directory, name, flags, options.fileMode(), BENEATH);
        return begun(file, StoredAttributes.absent(false));
    }

    private FileNode plainDirectory(int directory, byte[] name) throws VolumeException {
        must(host.makeDirectory(directory, name, options.directoryMode()), "mkdir");
        int flags = O_PATH | O_DIRECTORY;
        return begun(host.open(directory, name, flags, 0, BENEATH), StoredAttributes.absent(true));
    }

    private FileNode file(int directory, byte[] name, NewFile what, boolean compressed)
            throws VolumeException {
        int mode = options.fileMode();
        int flags = O_RDWR | O_NOATIME | O_TMPFILE;
        int fd = host.tryOpen(directory, DOT, flags, mode, BENEATH);
        if (fd == -LinuxCalls.EOPNOTSUPP || fd == -LinuxCalls.EISDIR) {
            return fileByTemporaryName(directory, name, what, compressed);
        }
        Descriptor descriptor = host.descriptor((int) must(fd, "open"), O_RDWR);
        FileNode node = begun(descriptor, StoredAttributes.ofNew(what.attributes()));
        try {
            furnish(node, what, compressed);
            must(host.link(descriptor.number(), directory, name), "link");
            return node;
        } catch (VolumeException e) {
            abandon(node);
            throw e;
        }
    }

    private FileNode fileByTemporaryName(
            int directory, byte[] name, NewFile what, boolean compressed) throws VolumeException {
        byte[] temporary = OurFolder.bytes(ours.temporary());
        int flags = O_RDWR | O_CREAT | O_EXCL | O_NOATIME;
        Descriptor file = host.open(ours.number(), temporary, flags, options.fileMode(), BENEATH);
        return moved(new Made(file, temporary, 0), directory, name, what, compressed);
    }

    private FileNode directory(int directory, byte[] name, NewFile what, boolean compressed)
            throws VolumeException {
        byte[] temporary = OurFolder.bytes(ours.temporary());
        must(host.makeDirectory(ours.number(), temporary, options.directoryMode()), "mkdir");
        int flags = O_PATH | O_DIRECTORY;
        Descriptor made = host.open(ours.number(), temporary, flags, 0, BENEATH);
        Made by = new Made(made, temporary, LinuxCalls.AT_REMOVEDIR);
        return moved(by, directory, name, what, compressed);
    }

    /** What has a name in our folder yet. */
    private record Made(Descriptor descriptor, byte[] temporary, int unlinkFlags) {}

    private FileNode moved(Made made, int directory, byte[] name, NewFile what, boolean compressed)
            throws VolumeException {
        FileNode node = begun(made.descriptor, StoredAttributes.ofNew(what.attributes()));
        try {
            furnish(node, what, compressed);
            must(host.rename(ours.number(), made.temporary, directory, name, false), "rename");
            return node;
        } catch (VolumeException e) {
            // Left for the next sweep if this is refused too.
            var _ = host.unlink(ours.number(), made.temporary, made.unlinkFlags);
            abandon(node);
            throw e;
        }
    }

    private FileNode begun(Descriptor made, StoredAttributes attributes) throws VolumeException {
        HostStat stat;
        try {
            stat = host.stat(made.number());
        } catch (VolumeException e) {
            made.close();
            throw e;
        }
        FileNode node = files.acquire(made, stat);
        node.begin(attributes, null);
        return node;
    }

    private void abandon(FileNode node) throws VolumeException {
        try {
            node.nameRemoved();
        } finally {
            files.release(node);
        }
    }

    private void furnish(FileNode node, NewFile what, boolean compressed) throws VolumeException {
        List<ExtendedAttribute> extended =
                ExtendedAttributes.merge(List.of(), what.extendedAttributes());
        byte[] security = what.security();
        node.use(
                () -> {
                    StoredAttributes all = node.attributes();
                    node.store(all.withEaSize(ExtendedAttributes.size(extended)));
                    if (!what.directory() && what.allocationSize() > 0) {
                        int fd = node.descriptor().number();
                        new HostData(host).reserve(fd, 0, what.allocationSize());
                        node.data().reserved(what.allocationSize());
                    }
                    if (compressed) {
                        // What is made elsewhere or without a name does not inherit by itself.
                        host.setCompressed(node.descriptor().number(), what.inheritsCompression());
                    }
                    if (security != null) {
                        StoredValue.SECURITY.write(node, security);
                    }
                    node.begin(node.attributes(), security);
                    if (!extended.isEmpty()) {
                        byte[] stored = ExtendedAttributes.encode(extended);
                        StoredValue.EXTENDED_ATTRIBUTES.write(node, stored);
                    }
                    return null;
                });
    }
}
