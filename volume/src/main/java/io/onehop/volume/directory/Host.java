package io.onehop.volume.directory;

import static io.onehop.volume.directory.LinuxCalls.AT_FDCWD;
import static io.onehop.volume.directory.LinuxCalls.AT_SYMLINK_NOFOLLOW;
import static io.onehop.volume.directory.LinuxCalls.EACCES;
import static io.onehop.volume.directory.LinuxCalls.ENODATA;
import static io.onehop.volume.directory.LinuxCalls.ENOENT;
import static io.onehop.volume.directory.LinuxCalls.EOPNOTSUPP;
import static io.onehop.volume.directory.LinuxCalls.EPERM;
import static io.onehop.volume.directory.LinuxCalls.ERANGE;
import static io.onehop.volume.directory.LinuxCalls.O_NOATIME;
import static io.onehop.volume.directory.LinuxCalls.O_NONBLOCK;
import static io.onehop.volume.directory.LinuxCalls.O_PATH;
import static io.onehop.volume.directory.LinuxCalls.O_RDONLY;
import static io.onehop.volume.directory.LinuxCalls.O_RDWR;
import static io.onehop.volume.directory.LinuxCalls.O_WRONLY;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.onehop.base.Limits;
import io.onehop.volume.Fence;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of one volume. Each asks the fence right before it is made, and is refused once
 * the volume is closed. Numbers of descriptors that are passed in must be in use by the caller.
 * Methods that return a number give the negated errno when the host refuses, all others throw.
 */
final class Host {
    private static final int LARGEST_VALUE_BYTES = Limits.MAX_EA_BYTES + 4096;

    private final Fence fence;
    private final Set<Descriptor> descriptors = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Whether the file system compresses files that are flagged so. */
    private volatile boolean compresses;

    /** Whether this Linux is as new as that. */
    private volatile boolean readsAttributesByName = true;

    Host(Fence fence) {
        this.fence = fence;
    }

    /** Refuses what comes from now on and waits until the last operation is over. */
    void close() {
        closed = true;
        descriptors.forEach(Descriptor::close);
        boolean interrupted = false;
        synchronized (descriptors) {
            while (!descriptors.isEmpty()) {
                try {
                    descriptors.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closed(Descriptor descriptor) {
        descriptors.remove(descriptor);
        if (closed) {
            synchronized (descriptors) {
                descriptors.notifyAll();
            }
        }
    }

    int openDescriptors() {
        return descriptors.size();
    }

    /** Why a descriptor is closed that an operation needs. */
    VolumeException refusal() {
        if (closed) {
            return new VolumeException(Reason.NOT_OWNER, "the volume is closed");
        }
        throw new IllegalStateException("the handle is closed");
    }

    void check() throws VolumeException {
        if (closed) {
            throw refusal();
        }
        fence.check();
    }

    /** The path of an open file for calls that know no descriptors. */
    static byte[] pathOf(int fd) {
        return ("/proc/self/fd/" + fd).getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] pathOf(int fd, byte[] name) {
        byte[] directory = pathOf(fd);
        byte[] path = Arrays.copyOf(directory, directory.length + 1 + name.length);
        path[directory.length] = '/';
        System.arraycopy(name, 0, path, directory.length + 1, name.length);
        return path;
    }

    static long must(long answer, String call) throws VolumeException {
        if (answer < 0) {
            throw HostErrors.of(answer, call);
        }
        return answer;
    }

    Descriptor descriptor(int number, int flags) {
        boolean writable = (flags & (O_RDWR | O_WRONLY)) != 0;
        Descriptor made = new Descriptor(number, (flags & O_PATH) != 0, writable, this::closed);
        descriptors.add(made);
        if (closed) {
            // The volume closed while this was opened: its first use will be refused.
            made.close();
        }
        return made;
    }

    int tryOpen(int directory, byte[] path, int flags, int mode, long resolve)
            throws VolumeException {
        if (path.length >= Scratch.PATH_BYTES) {
            return -LinuxCalls.ENAMETOOLONG;
        }
        check();
        try (Scratch s = Scratch.take()) {
            return LinuxCalls.openat2(s, directory, path, flags, mode, resolve);
        }
    }

    /** As {@link #tryOpen} but reading leaves no access time, where the host lets us say so. */
    int tryOpenQuietly(int directory, byte[] path, int flags, long resolve) throws VolumeException {
        int fd = tryOpen(directory, path, flags | O_NOATIME, 0, resolve);
        return fd == -EPERM ? tryOpen(directory, path, flags, 0, resolve) : fd;
    }

    Descriptor open(int directory, byte[] path, int flags, int mode, long resolve)
            throws VolumeException {
        return descriptor(
                (int) must(tryOpen(directory, path, flags, mode, resolve), "open"), flags);
    }

    HostStat stat(int fd) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            must(LinuxCalls.statx(s, fd), "statx");
            return HostStat.read(s.structure, compresses);
        }
    }

    /** As {@link #stat}, from what the host has in memory: a server of files is not asked. */
    HostStat statKept(int fd) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            must(LinuxCalls.statxKept(s, fd), "statx");
            return HostStat.read(s.structure, compresses);
        }
    }

    /** What a name in a directory names, links not followed; null when there is nothing. */
    @Nullable HostStat statAt(int directory, byte[] name) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            int answer =
                    name.length >= Scratch.PATH_BYTES
                            ? -LinuxCalls.ENAMETOOLONG
                            : LinuxCalls.statx(s, directory, name, AT_SYMLINK_NOFOLLOW);
            if (answer == -ENOENT) {
                return null;
            }
            must(answer, "statx");
            return HostStat.read(s.structure, compresses);
        }
    }

    /** What a path names, a last link not followed; null when the host does not say. */
    @Nullable HostStat glanceAt(int directory, byte[] path) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            int answer = LinuxCalls.statx(s, directory, path, AT_SYMLINK_NOFOLLOW);
            return answer < 0 ? null : HostStat.read(s.structure, compresses);
        }
    }

    /** The mode of what a path names, a last link not followed; or the negated errno. */
    int typeAt(int directory, byte[] path) throws VolumeException {
        if (path.length >= Scratch.PATH_BYTES) {
            return -LinuxCalls.ENAMETOOLONG;
        }
        check();
        try (Scratch s = Scratch.take()) {
            int answer = LinuxCalls.statx(s, directory, path, AT_SYMLINK_NOFOLLOW);
            return answer < 0 ? answer : HostStat.mode(s.structure);
        }
    }

    /** The value of an extended attribute of the host, or null. */
    byte @Nullable [] attribute(Descriptor file, MemorySegment name) throws VolumeException {
        check();
        byte[] path = file.pathOnly() ? pathOf(file.number()) : null;
        try (Scratch s = Scratch.take()) {
            long length =
                    path == null
                            ? LinuxCalls.fgetxattr(s, file.number(), name, s.value)
                            : LinuxCalls.getxattr(s, path, name, s.value);
            if (length != -ERANGE) {
                return value(length, s.value);
            }
        }
        try (Arena arena = Arena.ofConfined();
                Scratch s = Scratch.take()) {
            MemorySegment large = arena.allocate(LARGEST_VALUE_BYTES);
            return value(
                    path == null
                            ? LinuxCalls.fgetxattr(s, file.number(), name, large)
                            : LinuxCalls.getxattr(s, path, name, large),
                    large);
        }
    }

    /**
     * The same of a name in a directory; for small values, of files that may vanish or that the
     * server may not read.
     */
    byte @Nullable [] attributeAt(int directory, byte[] entry, MemorySegment name)
            throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            long length = -LinuxCalls.ENOSYS;
            if (readsAttributesByName) {
                length = LinuxCalls.getxattrat(s, directory, entry, name, s.value);
                readsAttributesByName = length != -LinuxCalls.ENOSYS;
            }
            if (length == -LinuxCalls.ENOSYS) {
                length = LinuxCalls.lgetxattr(s, pathOf(directory, entry), name, s.value);
            }
            boolean unknown = length == -ENOENT || length == -EACCES;
            return unknown ? null : value(length, s.value);
        }
    }

    private static byte @Nullable [] value(long length, MemorySegment from) throws VolumeException {
        if (length == -ENODATA || length == -EOPNOTSUPP) {
            return null;
        }
        must(length, "getxattr");
        return from.asSlice(0, length).toArray(JAVA_BYTE);
    }

    int setAttribute(Descriptor file, MemorySegment name, byte[] value) throws VolumeException {
        check();
        int fd = file.number();
        try (Scratch s = Scratch.take()) {
            MemorySegment copy = s.bounce.asSlice(0, value.length);
            MemorySegment.copy(value, 0, copy, JAVA_BYTE, 0, value.length);
            return file.pathOnly()
                    ? LinuxCalls.setxattr(s, pathOf(fd), name, copy)
                    : LinuxCalls.fsetxattr(s, fd, name, copy);
        }
    }

    int removeAttribute(Descriptor file, MemorySegment name) throws VolumeException {
        check();
        int fd = file.number();
        try (Scratch s = Scratch.take()) {
            return file.pathOnly()
                    ? LinuxCalls.removexattr(s, pathOf(fd), name)
                    : LinuxCalls.fremovexattr(s, fd, name);
        }
    }

    int makeDirectory(int directory, byte[] name, int mode) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            return LinuxCalls.mkdirat(s, directory, name, mode);
        }
    }

    int unlink(int directory, byte[] name, int flags) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            return LinuxCalls.unlinkat(s, directory, name, flags);
        }
    }

    int link(int fd, int directory, byte[] name) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            return LinuxCalls.linkat(s, pathOf(fd), directory, name);
        }
    }

    int rename(int from, byte[] name, int to, byte[] newName, boolean replace)
            throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            int flags = replace ? 0 : LinuxCalls.RENAME_NOREPLACE;
            return LinuxCalls.renameat2(s, from, name, to, newName, flags);
        }
    }

    /** Sets times given as FILETIMEs; null leaves one as it is. */
    void setTimes(int fd, @Nullable Long access, @Nullable Long write) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            putTime(s.structure, 0, access);
            putTime(s.structure, 16, write);
            must(LinuxCalls.utimensat(s, pathOf(fd)), "utimensat");
        }
    }

    private static void putTime(MemorySegment to, long at, @Nullable Long fileTime) {
        if (fileTime == null) {
            to.set(JAVA_LONG, at, 0);
            to.set(JAVA_LONG, at + 8, LinuxCalls.UTIME_OMIT);
        } else {
            to.set(JAVA_LONG, at, HostStat.unixSeconds(fileTime));
            to.set(JAVA_LONG, at + 8, Math.floorMod(fileTime, 10_000_000L) * 100);
        }
    }

    boolean compresses() {
        return compresses;
    }

    /**
     * Finds out whether files of a directory's file system can be compressed. Others take the flag
     * and do nothing, so those that do are known by name; and not every mount of them does.
     */
    void learnCompression(int directory, Descriptor scratch) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            boolean known = must(FlagCalls.isBtrfs(s, directory), "fstatfs") == 1;
            compresses = known && FlagCalls.setCompressed(s, scratch.number(), true) >= 0;
        }
    }

    /** Says whether what is written to a file is compressed; the descriptor may be of its path. */
    void setCompressed(int fd, boolean compressed) throws VolumeException {
        try (Descriptor open = open(AT_FDCWD, pathOf(fd), O_RDONLY | O_NONBLOCK, 0, 0)) {
            check();
            try (Scratch s = Scratch.take()) {
                must(FlagCalls.setCompressed(s, open.number(), compressed), "FS_IOC_SETFLAGS");
            }
        }
    }

    void sync(int fd, boolean dataOnly) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            must(dataOnly ? LinuxCalls.fdatasync(s, fd) : LinuxCalls.fsync(s, fd), "fsync");
        }
    }

    /** Bytes in the file system and what a struct statvfs says of them. */
    record Space(long blockBytes, long blocks, long free, long available, boolean readOnly) {}

    Space space(int fd) throws VolumeException {
        check();
        try (Scratch s = Scratch.take()) {
            must(LinuxCalls.fstatvfs(s, fd), "fstatvfs");
            MemorySegment v = s.structure;
            return new Space(
                    v.get(JAVA_LONG, 8),
                    v.get(JAVA_LONG, 16),
                    v.get(JAVA_LONG, 24),
                    v.get(JAVA_LONG, 32),
                    (v.get(JAVA_LONG, 72) & 1) != 0);
        }
    }
}
