package io.onehop.volume.directory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/** System calls on ranges of files; they answer as those of {@link LinuxCalls}. */
final class RangeCalls {
    private static final int RWF_NOWAIT = 8;
    private static final long FICLONERANGE = 0x4020_940DL;

    private static final MethodHandle COPY_FILE_RANGE =
            LinuxCalls.of(
                    "copy_file_range",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle IOCTL =
            LinuxCalls.of(
                    "ioctl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.firstVariadicArg(2));

    private static final MethodHandle PREADV2 =
            LinuxCalls.of(
                    "preadv2",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT));

    private RangeCalls() {}

    /** Copies within the kernel; less than asked for is not the end. */
    static long copyRange(Scratch s, int from, long fromOffset, int to, long offset, long length) {
        MemorySegment at = s.structure.asSlice(0, 8);
        MemorySegment toAt = s.structure.asSlice(8, 8);
        at.set(JAVA_LONG, 0, fromOffset);
        toAt.set(JAVA_LONG, 0, offset);
        try {
            while (true) {
                long n = (long) COPY_FILE_RANGE.invokeExact(s.errno, from, at, to, toAt, length, 0);
                if (n >= 0 || LinuxCalls.errno(s) != LinuxCalls.EINTR) {
                    return LinuxCalls.orErrno(n, s);
                }
            }
        } catch (Throwable t) {
            throw LinuxCalls.broken(t);
        }
    }

    /** Makes a range of a file share the storage of another's (FICLONERANGE). */
    static int cloneRange(Scratch s, int from, long fromOffset, long length, int to, long offset) {
        MemorySegment range = s.structure;
        range.set(JAVA_LONG, 0, from);
        range.set(JAVA_LONG, 8, fromOffset);
        range.set(JAVA_LONG, 16, length);
        range.set(JAVA_LONG, 24, offset);
        try {
            return (int)
                    LinuxCalls.orErrno(
                            (int) IOCTL.invokeExact(s.errno, to, FICLONERANGE, range), s);
        } catch (Throwable t) {
            throw LinuxCalls.broken(t);
        }
    }

    /** Reads what is in the page cache; EAGAIN where nothing is at the offset. */
    static long preadNow(Scratch s, int fd, MemorySegment into, long offset) {
        MemorySegment vector = s.structure;
        vector.set(JAVA_LONG, 0, into.address());
        vector.set(JAVA_LONG, 8, into.byteSize());
        try {
            return LinuxCalls.orErrno(
                    (long) PREADV2.invokeExact(s.errno, fd, vector, 1, offset, RWF_NOWAIT), s);
        } catch (Throwable t) {
            throw LinuxCalls.broken(t);
        } finally {
            Reference.reachabilityFence(into);
        }
    }
}
