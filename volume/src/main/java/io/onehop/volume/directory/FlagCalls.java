package io.onehop.volume.directory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls on the flags of files, as chattr(1) shows them; they answer as those of {@link
 * LinuxCalls}. Descriptors must be open for more than their path.
 */
final class FlagCalls {
    private static final int FS_COMPR_FL = 0x4;

    /** Btrfs sets it by itself on files that do not become smaller, and takes not both. */
    private static final int FS_NOCOMP_FL = 0x400;

    private static final long FS_IOC_GETFLAGS = 0x8008_6601L;
    private static final long FS_IOC_SETFLAGS = 0x4008_6602L;
    private static final long BTRFS_MAGIC = 0x9123_683EL;

    private static final MethodHandle IOCTL =
            LinuxCalls.of(
                    "ioctl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle FSTATFS =
            LinuxCalls.of("fstatfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private FlagCalls() {}

    /** Says whether a file is to be compressed; its other flags stay. */
    static long setCompressed(Scratch s, int fd, boolean compressed) {
        MemorySegment value = s.structure;
        value.set(JAVA_LONG, 0, 0);
        long answer = ioctl(s, fd, FS_IOC_GETFLAGS, value);
        if (answer < 0) {
            return answer;
        }
        int before = value.get(JAVA_INT, 0);
        int after = compressed ? (before & ~FS_NOCOMP_FL) | FS_COMPR_FL : before & ~FS_COMPR_FL;
        value.set(JAVA_INT, 0, after);
        return ioctl(s, fd, FS_IOC_SETFLAGS, value);
    }

    /** Whether a descriptor is of a Btrfs, whatever it was opened for; or the negated errno. */
    static long isBtrfs(Scratch s, int fd) {
        try {
            long answer =
                    LinuxCalls.orErrno((int) FSTATFS.invokeExact(s.errno, fd, s.structure), s);
            return answer < 0 ? answer : s.structure.get(JAVA_LONG, 0) == BTRFS_MAGIC ? 1 : 0;
        } catch (Throwable t) {
            throw LinuxCalls.broken(t);
        }
    }

    private static long ioctl(Scratch s, int fd, long request, MemorySegment value) {
        try {
            return LinuxCalls.orErrno((int) IOCTL.invokeExact(s.errno, fd, request, value), s);
        } catch (Throwable t) {
            throw LinuxCalls.broken(t);
        }
    }
}
