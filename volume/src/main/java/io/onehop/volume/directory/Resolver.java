package io.onehop.volume.directory;

import static io.onehop.volume.directory.LinuxCalls.BENEATH;
import static io.onehop.volume.directory.LinuxCalls.CACHED;
import static io.onehop.volume.directory.LinuxCalls.EACCES;
import static io.onehop.volume.directory.LinuxCalls.EAGAIN;
import static io.onehop.volume.directory.LinuxCalls.ELOOP;
import static io.onehop.volume.directory.LinuxCalls.ENAMETOOLONG;
import static io.onehop.volume.directory.LinuxCalls.ENOENT;
import static io.onehop.volume.directory.LinuxCalls.ENOTDIR;
import static io.onehop.volume.directory.LinuxCalls.EPERM;
import static io.onehop.volume.directory.LinuxCalls.EXDEV;
import static io.onehop.volume.directory.LinuxCalls.O_DIRECTORY;
import static io.onehop.volume.directory.LinuxCalls.O_NONBLOCK;
import static io.onehop.volume.directory.LinuxCalls.O_PATH;
import static io.onehop.volume.directory.LinuxCalls.O_RDONLY;

import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import io.onehop.volume.VolumePath;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a path names. The kernel resolves beneath the root, over no link and into no other
 * file system, so nothing that a client sends and nothing that the host renames meanwhile leads
 * out. The path as given is tried first, in one call; only when there is no such name is each
 * directory asked for the name in another case.
 *
 * <p>The caller holds the store's lock of names.
 */
final class Resolver {
    private static final byte[] DOT = {'.'};

    /** No mode and no errno. */
    private static final int NOT_SEEN = Integer.MIN_VALUE;

    private final Host host;
    private final OurFolder ours;
    private final NameIndexes indexes;
    private final OpenFiles files;
    private final Descriptor root;
    private final long device;

    /** What the resolver looks into. */
    record Parts(Host host, OurFolder ours, NameIndexes indexes, OpenFiles files) {}

    Resolver(Parts parts, Descriptor root, HostStat rootStat) {
        this.host = parts.host;
        this.ours = parts.ours;
        this.indexes = parts.indexes;
        this.files = parts.files;
        this.root = root;
        this.device = rootStat.device();
    }

    /**
     * A file with one handle more, and the names by which the host has it.
     *
     * @param stat of this moment
     */
    record Found(FileNode node, HostStat stat, List<String> names) {}

    /**
     * An open file and the names by which the host has it.
     *
     * @param descriptor owned by this
     */
    record Place(Descriptor descriptor, HostStat stat, List<String> names)
            implements AutoCloseable {
        int number() {
            return descriptor.number();
        }

        long inode() {
            return stat.inode();
        }

        @Override
        public void close() {
            descriptor.close();
        }
    }

    /** A file or directory, open for reading if the server may read it. */
    Found open(VolumePath path) throws VolumeException {
        int type = NOT_SEEN;
        if (path.components().size() == 1) {
            // No link can be on the way to a name in the root: what is open needs no opening.
            byte[] name = join(path.components());
            HostStat seen =
                    name.length < Scratch.PATH_BYTES && !OurFolder.isName(path.name())
                            ? host.glanceAt(root.number(), name)
                            : null;
            FileNode open = seen == null || !isServed(seen) ? null : files.again(seen.inode());
            if (seen != null && open != null) {
                return new Found(open, seen, path.components());
            }
            type = seen == null ? NOT_SEEN : seen.mode();
        }
        Place place = find(path, true, type);
        return new Found(files.acquire(place.descriptor, place.stat), place.stat, place.names);
    }

    /**
     * What is open already by these very names, or was a while ago, if the host can tell from its
     * memory that they still lead there and all is known that opening it takes; null otherwise.
     *
     * @param closed whether it may not be open: its descriptor is good for no data then, as the
     *     opening of data may have to wait
     */
    @Nullable Found openAgain(VolumePath path, boolean closed) throws VolumeException {
        List<String> names = path.components();
        byte[] exact = join(names);
        boolean ofOurs = !names.isEmpty() && OurFolder.isName(names.getFirst());
        boolean overReparse = names.size() > 1 && ours.reparseSeen();
        if (ofOurs || overReparse || exact.length >= Scratch.PATH_BYTES) {
            return null;
        }
        int fd = host.tryOpen(root.number(), exact, O_PATH, 0, BENEATH | CACHED);
        if (fd < 0) {
            return null;
        }
        Descriptor found = host.descriptor(fd, O_PATH);
        FileNode node = null;
        try {
            HostStat stat = host.statKept(fd);
            if (isServed(stat)) {
                node = files.againIfKnown(stat.inode());
                if (node == null && closed) {
                    node = files.acquireIfKnown(found, stat);
                }
            }
            return node == null ? null : new Found(node, stat, names);
        } finally {
            if (node == null || node.descriptor() != found) {
                found.close();
            }
        }
    }

    /**
     * @param type of what the path as given names, if it was looked at
     */
    private Place find(VolumePath path, boolean readable, int type) throws VolumeException {
        if (path.isRoot()) {
            return placed(must(tryOpen(root, DOT, readable, NOT_SEEN)), List.of());
        }
        List<String> names = path.components();
        if (OurFolder.isName(names.getFirst())) {
            throw names.size() == 1 ? missing(path) : noPath(path);
        }
        byte[] exact = join(names);
        if (ours.reparseSeen() || exact.length >= Scratch.PATH_BYTES) {
            return walk(path, root, 0, readable);
        }
        Opened opened = tryOpen(root, exact, readable, type);
        if (opened.answer >= 0) {
            return placed(must(opened), names);
        }
        if (opened.answer != -ENOENT) {
            throw refused(opened.answer, path);
        }
        if (names.size() > 1) {
            byte[] parent = join(names.subList(0, names.size() - 1));
            int parentFd = host.tryOpen(root.number(), parent, O_PATH | O_DIRECTORY, 0, BENEATH);
            if (parentFd >= 0) {
                try (Descriptor directory = host.descriptor(parentFd, O_PATH)) {
                    return walk(path, directory, names.size() - 1, readable);
                }
            }
        }
        return walk(path, root, 0, readable);
    }

    /** A directory that is to hold a name. */
    Place directory(VolumePath path) throws VolumeException {
        Place place;
        try {
            place = find(path, false, NOT_SEEN);
        } catch (VolumeException e) {
            if (e.reason() == Reason.NAME_NOT_FOUND) {
                throw noPath(path);
            }
            throw e;
        }
        try {
            if (!place.stat.isDirectory()) {
                throw noPath(path);
            }
            refuseReparse(place.descriptor, path);
            return place;
        } catch (VolumeException e) {
            place.close();
            throw e;
        }
    }

    /** The stored name in a directory that is the same but for case, the exact one first. */
    @Nullable String stored(Place directory, String name) throws VolumeException {
        if (host.statAt(directory.number(), HostNames.encode(name)) != null) {
            return name;
        }
        HostStat now = host.stat(directory.number());
        return indexes.find(directory.number(), now, name);
    }

    /** From a directory on, of which the names before an index are known to be exact. */
    private Place walk(VolumePath path, Descriptor from, int start, boolean readable)
            throws VolumeException {
        List<String> names = new ArrayList<>(path.components().subList(0, start));
        Descriptor at = from;
        try {
            for (int i = start; i < path.components().size(); i++) {
                boolean last = i == path.components().size() - 1;
                Descriptor next = step(at, path, names, last && readable);
                if (at != from) {
                    at.close();
                }
                at = next;
                if (!last) {
                    refuseReparse(at, path);
                }
            }
            Descriptor found = at;
            at = from;
            return placed(found, names);
        } finally {
            if (at != from) {
                at.close();
            }
        }
    }

    /** Opens the component of a path that follows the names found so far, and adds its name. */
    private Descriptor step(
            Descriptor directory, VolumePath path, List<String> names, boolean readable)
            throws VolumeException {
        int index = names.size();
        String name = path.components().get(index);
        Opened opened = tryOpen(directory, HostNames.encode(name), readable, NOT_SEEN);
        if (opened.answer == -ENOENT) {
            HostStat now = host.stat(directory.number());
            String stored = indexes.find(directory.number(), now, name);
            if (stored != null && !stored.equals(name)) {
                name = stored;
                opened = tryOpen(directory, HostNames.encode(name), readable, NOT_SEEN);
            }
        }
        if (opened.answer == -ENOENT) {
            throw index == path.components().size() - 1 ? missing(path) : noPath(path);
        }
        if (opened.answer < 0) {
            throw refused(opened.answer, path);
        }
        names.add(name);
        return must(opened);
    }

    /** What came of an attempt to open, and how. */
    private record Opened(int answer, int flags) {}

    /**
     * Opens beneath a directory. For reading, when that is asked and allowed: a descriptor that can
     * read gives its extended attributes in a tenth of the time. Only after a look that it is a
     * file or directory, for the mere opening of a device may do something.
     *
     * @param seen what that look has found, if there was one
     */
    private Opened tryOpen(Descriptor directory, byte[] path, boolean readable, int seen)
            throws VolumeException {
        if (readable) {
            int type = seen == NOT_SEEN ? host.typeAt(directory.number(), path) : seen;
            if (type == -ENOENT) {
                return new Opened(type, 0);
            }
            if (type > 0 && HostStat.isServedType(type)) {
                int flags = O_RDONLY | O_NONBLOCK;
                int fd = host.tryOpenQuietly(directory.number(), path, flags, BENEATH);
                if (fd != -EACCES && fd != -EPERM && fd != -EAGAIN) {
                    return new Opened(fd, flags);
                }
            }
        }
        return new Opened(host.tryOpen(directory.number(), path, O_PATH, 0, BENEATH), O_PATH);
    }

    private Descriptor must(Opened opened) throws VolumeException {
        return host.descriptor((int) Host.must(opened.answer, "open"), opened.flags);
    }

    private void refuseReparse(Descriptor directory, VolumePath path) throws VolumeException {
        if (ours.reparseSeen()) {
            byte[] stored = host.attribute(directory, HostAttributes.ATTRIBUTES);
            if (FileNode.decode(stored, true).reparseTag() != 0) {
                throw new VolumeException(Reason.REPARSE_POINT, "reparse point in " + path);
            }
        }
    }

    private Place placed(Descriptor found, List<String> names) throws VolumeException {
        HostStat stat;
        try {
            stat = host.stat(found.number());
        } catch (VolumeException e) {
            found.close();
            throw e;
        }
        if (!isServed(stat)) {
            found.close();
            throw new VolumeException(Reason.NAME_NOT_FOUND, "not a file or directory");
        }
        return new Place(found, stat, names);
    }

    /** Whether something is part of the volume: another file system's inodes are no identifiers. */
    boolean isServed(HostStat stat) {
        return stat.isServed() && stat.device() == device;
    }

    static byte[] join(List<String> names) throws VolumeException {
        if (names.isEmpty()) {
            return DOT;
        }
        if (names.size() == 1) {
            return HostNames.encode(names.getFirst());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        for (String name : names) {
            if (out.size() > 0) {
                out.write('/');
            }
            out.writeBytes(HostNames.encode(name));
        }
        return out.toByteArray();
    }

    private static VolumeException refused(int answer, VolumePath path) {
        return switch (-answer) {
            case ENOTDIR -> noPath(path);
            case ELOOP, EXDEV ->
                    new VolumeException(Reason.REPARSE_POINT, "link or mount in " + path);
            case ENAMETOOLONG ->
                    new VolumeException(Reason.NAME_INVALID, "too long for the host: " + path);
            default -> HostErrors.of(answer, "open");
        };
    }

    private static VolumeException missing(VolumePath path) {
        return new VolumeException(Reason.NAME_NOT_FOUND, "no file " + path);
    }

    private static VolumeException noPath(VolumePath path) {
        return new VolumeException(Reason.PATH_NOT_FOUND, "no directory for " + path);
    }
}
