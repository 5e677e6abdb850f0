package io.onehop.volume.directory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls of Linux that the JDK does not offer: everything relative to an open directory,
 * extended attributes by descriptor, holes, and renames that never replace. Each returns what the
 * kernel returned, or the negated errno. Nothing here knows of volumes or fences: see {@link Host}.
 *
 * <p>Data goes through pread and pwrite as well, not through a FileChannel: an interrupted thread
 * closes a FileChannel under all others that share it, and a channel cannot be made from a
 * descriptor that is already open.
 */
final class LinuxCalls {
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTTY = 25;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ETXTBSY = 26;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ERANGE = 34;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;
    static final int ELOOP = 40;
    static final int ENODATA = 61;
    static final int EOPNOTSUPP = 95;
    static final int EPERM = 1;
    static final int E2BIG = 7;

    static final int AT_FDCWD = -100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_SYMLINK_FOLLOW = 0x400;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_STATX_DONT_SYNC = 0x4000;

    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_NONBLOCK = 0x800;
    static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
    static final int O_NOATIME = 0x40000;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;
    static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

    /** For paths of clients: stay below the directory, on its file system, and follow no link. */
    static final long BENEATH = 0x01 | 0x04 | 0x08;

    /** Fail with EAGAIN where that would take more than a look into the host's memory (5.12). */
    static final long CACHED = 0x20;

    static final int RENAME_NOREPLACE = 1;
    static final int FALLOC_KEEP_SIZE = 1;
    static final int FALLOC_PUNCH_HOLE = 2;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;
    static final long UTIME_OMIT = (1L << 30) - 2;

    private static final long SYS_OPENAT2 = 437;
    private static final long SYS_GETXATTRAT = 464;
    private static final int STATX_BASIC_AND_BIRTH = 0xFFF;
    private static final long OPEN_HOW_BYTES = 24;
    private static final byte[] NOTHING = new byte[0];

    private static final long ERRNO_OFFSET =
            Linker.Option.captureStateLayout()
                    .byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPENAT2 =
            of(
                    "syscall",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
    private static final MethodHandle CLOSE =
            of("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle STATX =
            of(
                    "statx",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle FGETXATTR =
            of(
                    "fgetxattr",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle GETXATTR =
            of("getxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle LGETXATTR =
            of("lgetxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle GETXATTRAT =
            of(
                    "syscall",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS,
                            JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
    private static final MethodHandle FSETXATTR =
            of(
                    "fsetxattr",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FREMOVEXATTR =
            of("fremovexattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle SETXATTR =
            of(
                    "setxattr",
                    FunctionDescriptor.of(
                            JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle REMOVEXATTR =
            of("removexattr", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle PREAD =
            of("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PWRITE =
            of("pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FTRUNCATE =
            of("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle FALLOCATE =
            of(
                    "fallocate",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle LSEEK =
            of("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FSYNC =
            of("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FDATASYNC =
            of("fdatasync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle MKDIRAT =
            of("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle UNLINKAT =
            of("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle LINKAT =
            of(
                    "linkat",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RENAMEAT2 =
            of(
                    "renameat2",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle UTIMENSAT =
            of("utimensat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle GETDENTS64 =
            of("getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle FSTATVFS =
            of("fstatvfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private LinuxCalls() {}

    static int openat2(Scratch s, int directory, byte[] path, int flags, int mode, long resolve) {
        MemorySegment how = s.structure;
        how.set(JAVA_LONG, 0, flags | O_CLOEXEC);
        how.set(JAVA_LONG, 8, mode);
        how.set(JAVA_LONG, 16, resolve);
        MemorySegment p = s.path(path);
        try {
            while (true) {
                long result =
                        (long)
                                OPENAT2.invokeExact(
                                        s.errno, SYS_OPENAT2, directory, p, how, OPEN_HOW_BYTES);
                int answer = (int) orErrno(result, s);
                if (answer != -EINTR) {
                    return answer;
                }
            }
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static void close(int fd) {
        try (Scratch s = Scratch.take()) {
            // The number is free whatever close says; errors of data were told by a flush.
            var _ = (int) CLOSE.invokeExact(s.errno, fd);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** Fills {@code s.structure} for {@link HostStat#read}. */
    static int statx(Scratch s, int directory, byte[] path, int flags) {
        MemorySegment p = s.path(path);
        try {
            int result =
                    (int)
                            STATX.invokeExact(
                                    s.errno,
                                    directory,
                                    p,
                                    flags,
                                    STATX_BASIC_AND_BIRTH,
                                    s.structure);
            return (int) orErrno(result, s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int statx(Scratch s, int fd) {
        return statx(s, fd, NOTHING, AT_EMPTY_PATH);
    }

    /** As {@link #statx(Scratch, int)}, but nobody else is asked whether it is still so. */
    static int statxKept(Scratch s, int fd) {
        return statx(s, fd, NOTHING, AT_EMPTY_PATH | AT_STATX_DONT_SYNC);
    }

    static long fgetxattr(Scratch s, int fd, MemorySegment name, MemorySegment into) {
        try {
            return orErrno(
                    (long) FGETXATTR.invokeExact(s.errno, fd, name, into, into.byteSize()), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static long getxattr(Scratch s, byte[] path, MemorySegment name, MemorySegment into) {
        MemorySegment p = s.path(path);
        try {
            return orErrno((long) GETXATTR.invokeExact(s.errno, p, name, into, into.byteSize()), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static long lgetxattr(Scratch s, byte[] path, MemorySegment name, MemorySegment into) {
        MemorySegment p = s.path(path);
        try {
            return orErrno(
                    (long) LGETXATTR.invokeExact(s.errno, p, name, into, into.byteSize()), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** Since Linux 6.13: the attribute of a name in a directory, links not followed. */
    static long getxattrat(
            Scratch s, int directory, byte[] path, MemorySegment name, MemorySegment into) {
        MemorySegment p = s.path(path);
        MemorySegment arguments = s.structure;
        arguments.set(JAVA_LONG, 0, into.address());
        arguments.set(JAVA_INT, 8, (int) into.byteSize());
        arguments.set(JAVA_INT, 12, 0);
        try {
            return orErrno(
                    (long)
                            GETXATTRAT.invokeExact(
                                    s.errno,
                                    SYS_GETXATTRAT,
                                    directory,
                                    p,
                                    AT_SYMLINK_NOFOLLOW,
                                    name,
                                    arguments,
                                    16L),
                    s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int fsetxattr(Scratch s, int fd, MemorySegment name, MemorySegment value) {
        try {
            int result = (int) FSETXATTR.invokeExact(s.errno, fd, name, value, value.byteSize(), 0);
            return (int) orErrno(result, s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int fremovexattr(Scratch s, int fd, MemorySegment name) {
        try {
            return (int) orErrno((int) FREMOVEXATTR.invokeExact(s.errno, fd, name), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int setxattr(Scratch s, byte[] path, MemorySegment name, MemorySegment value) {
        MemorySegment p = s.path(path);
        try {
            int result = (int) SETXATTR.invokeExact(s.errno, p, name, value, value.byteSize(), 0);
            return (int) orErrno(result, s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int removexattr(Scratch s, byte[] path, MemorySegment name) {
        MemorySegment p = s.path(path);
        try {
            return (int) orErrno((int) REMOVEXATTR.invokeExact(s.errno, p, name), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static long pread(Scratch s, int fd, MemorySegment into, long offset) {
        try {
            while (true) {
                long n = (long) PREAD.invokeExact(s.errno, fd, into, into.byteSize(), offset);
                if (n >= 0 || errno(s) != EINTR) {
                    return orErrno(n, s);
                }
            }
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static long pwrite(Scratch s, int fd, MemorySegment from, long offset) {
        try {
            while (true) {
                long n = (long) PWRITE.invokeExact(s.errno, fd, from, from.byteSize(), offset);
                if (n >= 0 || errno(s) != EINTR) {
                    return orErrno(n, s);
                }
            }
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int ftruncate(Scratch s, int fd, long size) {
        try {
            return (int) orErrno((int) FTRUNCATE.invokeExact(s.errno, fd, size), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int fallocate(Scratch s, int fd, int mode, long offset, long length) {
        try {
            while (true) {
                int n = (int) FALLOCATE.invokeExact(s.errno, fd, mode, offset, length);
                if (n >= 0 || errno(s) != EINTR) {
                    return (int) orErrno(n, s);
                }
            }
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static long lseek(Scratch s, int fd, long offset, int whence) {
        try {
            return orErrno((long) LSEEK.invokeExact(s.errno, fd, offset, whence), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int fsync(Scratch s, int fd) {
        try {
            return (int) orErrno((int) FSYNC.invokeExact(s.errno, fd), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int fdatasync(Scratch s, int fd) {
        try {
            return (int) orErrno((int) FDATASYNC.invokeExact(s.errno, fd), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int mkdirat(Scratch s, int directory, byte[] path, int mode) {
        MemorySegment p = s.path(path);
        try {
            return (int) orErrno((int) MKDIRAT.invokeExact(s.errno, directory, p, mode), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int unlinkat(Scratch s, int directory, byte[] path, int flags) {
        MemorySegment p = s.path(path);
        try {
            return (int) orErrno((int) UNLINKAT.invokeExact(s.errno, directory, p, flags), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int linkat(Scratch s, byte[] from, int directory, byte[] to) {
        MemorySegment p = s.path(from);
        MemorySegment q = s.otherPath(to);
        try {
            int result =
                    (int) LINKAT.invokeExact(s.errno, AT_FDCWD, p, directory, q, AT_SYMLINK_FOLLOW);
            return (int) orErrno(result, s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static int renameat2(Scratch s, int from, byte[] path, int to, byte[] toPath, int flags) {
        MemorySegment p = s.path(path);
        MemorySegment q = s.otherPath(toPath);
        try {
            int result = (int) RENAMEAT2.invokeExact(s.errno, from, p, to, q, flags);
            return (int) orErrno(result, s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** Takes two pairs of seconds and nanoseconds from {@code s.structure}: access, write. */
    static int utimensat(Scratch s, byte[] path) {
        MemorySegment p = s.path(path);
        try {
            int result = (int) UTIMENSAT.invokeExact(s.errno, AT_FDCWD, p, s.structure, 0);
            return (int) orErrno(result, s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static long getdents64(Scratch s, int fd, MemorySegment into) {
        try {
            return orErrno((long) GETDENTS64.invokeExact(s.errno, fd, into, into.byteSize()), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    /** Fills {@code s.structure} with a struct statvfs. */
    static int fstatvfs(Scratch s, int fd) {
        try {
            return (int) orErrno((int) FSTATVFS.invokeExact(s.errno, fd, s.structure), s);
        } catch (Throwable t) {
            throw broken(t);
        }
    }

    static long orErrno(long result, Scratch s) {
        return result >= 0 ? result : -errno(s);
    }

    static int errno(Scratch s) {
        return s.errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    static MethodHandle of(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new IllegalStateException("The directory store needs Linux 5.6 or newer.");
        }
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 1, more.length);
        options[0] = Linker.Option.captureCallState("errno");
        MemorySegment symbol =
                linker.defaultLookup()
                        .find(name)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "The C library has no "
                                                        + name
                                                        + "; the directory store needs glibc 2.30"
                                                        + " or newer."));
        return linker.downcallHandle(symbol, descriptor, options);
    }

    static IllegalStateException broken(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a system call could not be made", t);
    }
}
