package io.onehop.volume.directory;

import static io.onehop.volume.directory.Host.must;
import static io.onehop.volume.directory.LinuxCalls.BENEATH;
import static io.onehop.volume.directory.LinuxCalls.EINVAL;
import static io.onehop.volume.directory.LinuxCalls.O_PATH;

import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import io.onehop.volume.VolumePath;
import io.onehop.volume.directory.NameTree.Name;
import io.onehop.volume.directory.Resolver.Place;
import org.jspecify.annotations.Nullable;

/**
 * Moves, adds and removes names. The caller holds the store's lock of names for itself alone, so
 * nothing else of ours changes or looks up names meanwhile; each step on the host is one call that
 * the host does wholly or not at all.
 */
final class Renaming {
    private final Host host;
    private final OurFolder ours;
    private final Resolver resolver;
    private final NameIndexes indexes;
    private final NameTree tree;
    private final Tunnel tunnel;
    private final OpenFiles files;

    /** What a volume's parts are known by here. */
    record Parts(
            Host host,
            OurFolder ours,
            Resolver resolver,
            NameIndexes indexes,
            NameTree tree,
            Tunnel tunnel,
            OpenFiles files) {}

    Renaming(Parts parts) {
        this.host = parts.host;
        this.ours = parts.ours;
        this.resolver = parts.resolver;
        this.indexes = parts.indexes;
        this.tree = parts.tree;
        this.tunnel = parts.tunnel;
        this.files = parts.files;
    }

    /** A name to be given: its directory, and what has it now in any case. */
    private record Target(Place directory, String name, @Nullable String stored)
            implements AutoCloseable {
        @Override
        public void close() {
            directory.close();
        }
    }

    private Target target(VolumePath to) throws VolumeException {
        if (to.isRoot()) {
            throw new VolumeException(Reason.NAME_EXISTS, "the root is there");
        }
        if (OurFolder.isName(to.components().getFirst())) {
            throw new VolumeException(Reason.HOST_DENIED, "the name is the store's own");
        }
        Place directory = resolver.directory(to.parent());
        try {
            return new Target(directory, to.name(), resolver.stored(directory, to.name()));
        } catch (VolumeException e) {
            directory.close();
            throw e;
        }
    }

    /** The directory of an open name, with the name still being that of the file. */
    private Place directoryOf(FileNode file, Name name) throws VolumeException {
        VolumePath path = tree.path(name);
        if (path.isRoot()) {
            throw new VolumeException(Reason.HOST_DENIED, "the root stays");
        }
        if (tree.isGone(name)) {
            throw new VolumeException(Reason.NAME_NOT_FOUND, "removed: " + path);
        }
        Place directory = resolver.directory(path.parent());
        try {
            HostStat there = host.statAt(directory.number(), HostNames.encode(path.name()));
            if (there == null || there.inode() != file.inode()) {
                throw new VolumeException(Reason.NAME_NOT_FOUND, "changed on the host: " + path);
            }
            return directory;
        } catch (VolumeException e) {
            directory.close();
            throw e;
        }
    }

    void remove(FileNode file, Name name) throws VolumeException {
        try (Place directory = directoryOf(file, name)) {
            String last = tree.path(name).name();
            // Read while the file has its name: afterwards a refusal would come too late.
            file.use(file::attributes);
            unlink(directory, last, file.isDirectory());
            if (!file.isDirectory()) {
                tunnel.gone(directory.inode(), last);
            }
            tree.remove(name);
        }
        file.nameRemoved();
    }

    private void unlink(Place directory, String name, boolean isDirectory) throws VolumeException {
        boolean current = indexes.isCurrent(directory.number(), directory.inode());
        int flags = isDirectory ? LinuxCalls.AT_REMOVEDIR : 0;
        must(host.unlink(directory.number(), HostNames.encode(name), flags), "unlink");
        indexes.changed(directory.number(), directory.inode(), current, name, null);
    }

    void link(FileNode file, VolumePath to, boolean replace) throws VolumeException {
        if (file.isDirectory()) {
            throw new VolumeException(Reason.IS_A_DIRECTORY, "directories have one name");
        }
        try (Target target = target(to)) {
            FileNode replaced = target.stored == null ? null : replaced(target, replace);
            try {
                if (replaced == file) {
                    matchCase(target);
                } else if (replaced == null) {
                    linkNew(file, target);
                } else {
                    linkOver(file, target);
                }
                clearChangeTime(file);
                file.nameChanged();
                settle(file, replaced);
            } finally {
                letGo(replaced);
            }
        }
    }

    private static void clearChangeTime(FileNode file) throws VolumeException {
        file.use(
                () -> {
                    file.metadataChanged();
                    return null;
                });
    }

    private void linkNew(FileNode file, Target target) throws VolumeException {
        Place directory = target.directory;
        boolean current = indexes.isCurrent(directory.number(), directory.inode());
        byte[] name = HostNames.encode(target.name);
        must(host.link(file.descriptor().number(), directory.number(), name), "link");
        indexes.changed(directory.number(), directory.inode(), current, null, target.name);
    }

    private void linkOver(FileNode file, Target target) throws VolumeException {
        byte[] temporary = OurFolder.bytes(ours.temporary());
        must(host.link(file.descriptor().number(), ours.number(), temporary), "link");
        matchCase(target);
        int directory = target.directory.number();
        byte[] name = HostNames.encode(target.name);
        must(host.rename(ours.number(), temporary, directory, name, true), "rename");
        forgetName(target);
    }

    void rename(FileNode file, Name name, VolumePath to, boolean replace) throws VolumeException {
        try (Place source = directoryOf(file, name);
                Target target = target(to)) {
            String last = tree.path(name).name();
            boolean sameDirectory = source.inode() == target.directory.inode();
            if (sameDirectory && last.equals(target.stored)) {
                if (!last.equals(target.name)) {
                    move(source, last, target, false);
                    tree.move(name, target.directory.names(), target.name);
                }
                return;
            }
            FileNode replaced = target.stored == null ? null : replaced(target, replace);
            try {
                if (replaced != null && file.isDirectory()) {
                    throw new VolumeException(
                            Reason.NAME_EXISTS, "a directory does not replace a file");
                }
                if (replaced == file) {
                    // The host would leave both names of the one file.
                    matchCase(target);
                    unlink(source, last, false);
                    forgetName(target);
                } else if (replaced == null) {
                    move(source, last, target, false);
                } else {
                    matchCase(target);
                    move(source, last, target, true);
                    forgetName(target);
                }
                if (!file.isDirectory()) {
                    tunnel.gone(source.inode(), last);
                }
                tree.move(name, target.directory.names(), target.name);
                clearChangeTime(file);
                file.nameChanged();
                settle(file, replaced);
            } finally {
                letGo(replaced);
            }
        }
    }

    /** The file that is to be replaced, with a handle, if it may be. */
    private FileNode replaced(Target target, boolean replace) throws VolumeException {
        String stored = target.stored == null ? target.name : target.stored;
        if (!replace) {
            throw new VolumeException(Reason.NAME_EXISTS, stored);
        }
        int directory = target.directory.number();
        Descriptor there = host.open(directory, HostNames.encode(stored), O_PATH, 0, BENEATH);
        try {
            HostStat stat = host.stat(there.number());
            if (stat.isDirectory()) {
                throw new VolumeException(Reason.IS_A_DIRECTORY, stored);
            }
            if (!resolver.isServed(stat)) {
                throw new VolumeException(Reason.NAME_EXISTS, stored);
            }
            FileNode node = files.acquire(there, stat);
            node.use(node::attributes);
            return node;
        } catch (VolumeException e) {
            there.close();
            throw e;
        }
    }

    private void letGo(@Nullable FileNode replaced) {
        if (replaced != null) {
            files.release(replaced);
        }
    }

    private static void settle(FileNode file, @Nullable FileNode replaced) throws VolumeException {
        if (replaced != null && replaced != file) {
            replaced.nameRemoved();
        }
    }

    /**
     * Gives what is to be replaced the name in the new case first, so that the rest is one step.
     */
    private void matchCase(Target target) throws VolumeException {
        String stored = target.stored;
        if (stored == null || stored.equals(target.name)) {
            return;
        }
        Place directory = target.directory;
        move(directory, stored, target, false);
        Name open = tree.at(directory.names(), stored);
        if (open != null) {
            tree.move(open, directory.names(), target.name);
        }
    }

    /** The open name that was at the target leads nowhere now. */
    private void forgetName(Target target) {
        Name open = tree.at(target.directory.names(), target.name);
        if (open != null) {
            tree.remove(open);
        }
    }

    private void move(Place source, String last, Target target, boolean replace)
            throws VolumeException {
        Place to = target.directory;
        boolean same = source.inode() == to.inode();
        boolean sourceCurrent = indexes.isCurrent(source.number(), source.inode());
        boolean targetCurrent = indexes.isCurrent(to.number(), to.inode());
        byte[] from = HostNames.encode(last);
        byte[] name = HostNames.encode(target.name);
        int answer = host.rename(source.number(), from, to.number(), name, replace);
        if (answer == -EINVAL) {
            throw new VolumeException(Reason.HOST_DENIED, "a directory does not go into itself");
        }
        must(answer, "rename");
        if (same) {
            indexes.changed(to.number(), to.inode(), targetCurrent, last, target.name);
        } else {
            indexes.changed(source.number(), source.inode(), sourceCurrent, last, null);
            indexes.changed(to.number(), to.inode(), targetCurrent, null, target.name);
        }
    }
}
